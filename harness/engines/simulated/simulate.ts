import type { HostOptions, Program } from './host/host.ts';
import { install } from './install.ts';
import { preparePrograms } from './modules/start-program.ts';
import { SimulatedWorld, type WorldOptions } from './world.ts';
import { WorldControl } from './world-control.ts';

/** The machines of a simulation by name; a bare program stands for a host that runs it. */
export type SimulatedTopology = Readonly<Record<string, HostOptions | Program>>;

/** What a simulation needs. */
export interface SimulateOptions extends WorldOptions {
  readonly seed: number;
}

const asOptions = (given: HostOptions | Program): HostOptions =>
  typeof given === 'object' ? given : { run: given };

/**
 * Runs a small world in virtual time: builds the hosts, hands over the control, and ends everything.
 * Hosts are started by the body. Fails when a program reached the real machine.
 */
export const simulate = async <Result>(
  topology: SimulatedTopology,
  options: SimulateOptions,
  body: (world: WorldControl) => Promise<Result>,
): Promise<Result> => {
  install();
  const world = new SimulatedWorld(options.seed, options);
  for (const [name, given] of Object.entries(topology)) world.addHost(name, asOptions(given));
  await preparePrograms(world);
  const control = new WorldControl(world);
  try {
    const result = await body(control);
    control.check();
    return result;
  } finally {
    world.close();
  }
};
