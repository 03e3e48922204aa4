import { setTimeout as sleep } from 'node:timers/promises';
import type { Counts, Heal } from '../../../core/fault.ts';
import type { PowerPort } from '../../../core/machine-ports.ts';
import { addCounts } from '../../../core/ports.ts';
import { createRng } from '../../../core/rng.ts';
import { bringBack } from '../../live/process-port.ts';
import { losePower } from '../disk/model/power-loss.ts';
import { isolate, keeperOf, type MachineRoom, openWindows, tellDriver } from './machine-room.ts';

type Options = Parameters<PowerPort['lose']>[2] & { readonly step: number };

const EXIT_LIMIT_MS = 10_000;

/** Takes from all disks of a machine what it has written there and not synced. */
const loseUnsynced = ({ run }: MachineRoom, role: string, options: Options): Counts => {
  const rng = createRng(run.job.plan.seed, `power-loss/${options.step}`);
  const { policy } = options;
  const own = run.disks.get(role);
  const disks = [
    ...(own === undefined ? [] : [own]),
    ...run.volumes.mountsOf(role).map((it) => it.disk),
  ];
  const loss = { rng, writer: role, ...(policy === 'drawn' ? {} : { policy }) };
  return addCounts(...disks.map((disk) => losePower(disk, loss)));
};

/** Stops the machine in the middle of whatever it does; resolves when it has started again. */
const stop = (room: MachineRoom, role: string, options: Options) => {
  const { step, downMs } = options;
  const keeper = keeperOf(room, role);
  const close = openWindows(room, step, [role]);
  const host = room.run.world.host(role);
  keeper.hold(step);
  const exits = host.alive ? 1 : 0;
  const join = isolate(room, role);
  host.losePower();
  const lost = loseUnsynced(room, role, options);
  const start = async (): Promise<Counts> => {
    await keeper.exit(EXIT_LIMIT_MS);
    await sleep(Math.ceil(downMs));
    const unheard = join();
    host.powered = true;
    const counts = await bringBack(keeper, step);
    close();
    return addCounts({ exits }, lost, unheard, counts);
  };
  return start;
};

const lose = async (room: MachineRoom, role: string, options: Options): Promise<Heal> => {
  const { call } = options;
  const begin = (start: () => Promise<Counts>): Promise<Counts> => {
    const back = start();
    back.catch(room.fail);
    return back;
  };
  if (call === undefined) {
    const back = begin(stop(room, role, options));
    return () => back;
  }
  const { promise, resolve } = Promise.withResolvers<Promise<Counts>>();
  let stopped = false;
  const cancel = room.run.calls.get(role)?.before(call, () => {
    stopped = true;
    const start = stop(room, role, options);
    tellDriver(room, () => resolve(begin(start)));
  });
  return async () => {
    cancel?.();
    return stopped ? promise : { exits: 0 };
  };
};

/** Takes the power of a run's machines away. */
export const createPowerPort = (room: MachineRoom): PowerPort => ({
  lose: (role, step, options) => lose(room, role, { ...options, step }),
});
