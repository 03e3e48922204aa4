import { CannotTellError } from '../../../core/errors.ts';
import type { NamedToxic } from '../../../core/toxic.ts';
import { TcpProxy } from '../../../proxy/tcp-proxy.ts';
import type { ToxiproxyDriver } from '../../../tools/toxiproxy-driver.ts';
import type { Clock } from '../../../toxics/clock.ts';
import type { Life } from '../host/life.ts';
import type { ScheduledEvent } from '../kernel/scheduled-event.ts';
import { worldClockMs } from './run-clock.ts';

/** Virtual time as toxics know it, in the life that carries the links. */
const clockOf = (life: Life): Clock => {
  const { world } = life;
  return {
    nowMs: () => worldClockMs(world),
    setTimeout: (run, delayMs) => world.kernel.after(delayMs, life, run),
    // Only this clock makes timers for itself.
    clearTimeout: (timer) => world.kernel.cancel(timer as ScheduledEvent | undefined),
  };
};

const listed = ({ name, listen, upstream, enabled }: TcpProxy) => ({
  name,
  listen,
  upstream,
  enabled,
  toxics: [],
});

/** Drives proxies of the embedded kind in the same life, without a server and its API between. */
export const createBoardDriver = (life: Life): ToxiproxyDriver => {
  const clock = clockOf(life);
  const random = () => life.rng.next();
  const proxies = new Map<string, TcpProxy>();
  const of = (name: string): TcpProxy => {
    const proxy = proxies.get(name);
    if (proxy === undefined) throw new Error(`no proxy ${name}`);
    return proxy;
  };
  return {
    createProxy: async ({ name, listen, upstream }) => {
      const proxy = new TcpProxy({ name, listen, upstream, transparent: false, clock, random });
      await proxy.start();
      proxies.set(name, proxy);
      return listed(proxy);
    },
    deleteProxy: async (name) => {
      await of(name).stop();
      proxies.delete(name);
    },
    setEnabled: async (name, on) => {
      const proxy = of(name);
      if (on && !proxy.enabled) await proxy.start();
      if (!on) await proxy.stop();
      return listed(proxy);
    },
    addToxic: async (name, toxic) => {
      of(name).addToxic(toxic);
      return { toxicity: 1, ...toxic };
    },
    removeToxic: async (name, toxicName) => {
      const proxy = of(name);
      const toxic = proxy.toxics.find((one: NamedToxic) => one.name === toxicName);
      if (toxic !== undefined) proxy.removeToxic(toxic);
    },
    toxics: async () => [],
    list: async () => [...proxies.values()].map(listed),
    version: () => Promise.reject(new CannotTellError('a simulated link has no API')),
  };
};
