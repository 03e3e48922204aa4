import { createToxiproxyDriver } from '../../../harness/tools/toxiproxy-driver.ts';
import type { ServicePorts } from './service.ts';

/** What is measured: the service itself, or a proxy before it. */
export interface Target {
  readonly name: 'direct' | 'embedded' | 'real';
  readonly ports: ServicePorts;
  /** The proxy's process, for its memory. */
  readonly pid?: number;
}

/** Makes one proxy for each port of the service. */
export async function makeProxies(url: string, ports: ServicePorts): Promise<ServicePorts> {
  const driver = createToxiproxyDriver(url);
  const make = async (name: keyof ServicePorts) => {
    const upstream = `127.0.0.1:${ports[name]}`;
    const { listen } = await driver.createProxy({ name, listen: '127.0.0.1:0', upstream });
    return Number(listen.slice(listen.lastIndexOf(':') + 1));
  };
  return { echo: await make('echo'), flood: await make('flood') };
}
