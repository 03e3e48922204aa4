import { setTimeout as sleep } from 'node:timers/promises';
import type { Heal } from '../../../core/fault.ts';
import type { FileCall, InsidePort } from '../../../core/machine-ports.ts';
import { bringBack } from '../../live/process-port.ts';
import { keeperOf, type MachineRoom, tellDriver } from './machine-room.ts';

const EXIT_LIMIT_MS = 30_000;

const block = async (room: MachineRoom, role: string, blockMs: number): Promise<Heal> => {
  const { world } = room.run;
  const { life } = world.host(role);
  const endMs = world.nowMs + blockMs;
  if (life === undefined || life.dead) return async () => ({ blocks: 0, blockedMs: 0 });
  world.kernel.after(0, life, () => life.block(blockMs));
  return async () => {
    await sleep(Math.max(0, Math.ceil(endMs - world.nowMs)));
    return { blocks: 1, blockedMs: blockMs };
  };
};

const raise = async (
  room: MachineRoom,
  role: string,
  { step, as }: { readonly step: number; readonly as: string },
): Promise<Heal> => {
  const { world, evidence } = room.run;
  const keeper = keeperOf(room, role);
  const { life } = world.host(role);
  const close = evidence.windows.open(step, role);
  keeper.hold(step);
  const isThere = life !== undefined && !life.dead;
  if (isThere) {
    world.kernel.after(0, life, () => {
      const error = new Error(`an ${as} of step ${step}`);
      if (as === 'uncaughtException') throw error;
      void Promise.reject(error);
    });
  }
  return async () => {
    // A program that catches everything lives on.
    const exits = isThere && life.dead ? 1 : 0;
    if (exits === 1) await keeper.exit(EXIT_LIMIT_MS);
    const counts = await bringBack(keeper, step);
    close();
    return { exits, ...counts };
  };
};

/** Arms the end of a role's life before a call; `back` resolves in the driver's life once it came. */
const armKill = (
  room: MachineRoom,
  role: string,
  { step, call, fromLife }: { step: number; call: FileCall; fromLife: number },
) => {
  const keeper = keeperOf(room, role);
  const host = room.run.world.host(role);
  const { promise: back, resolve } = Promise.withResolvers<void>();
  let close = () => {};
  const state = { killed: false };
  const run = () => {
    state.killed = true;
    close = room.run.evidence.windows.open(step, role);
    keeper.hold(step);
    host.kill();
    tellDriver(room, resolve);
  };
  const calls = room.run.calls.get(role);
  if (calls === undefined) throw new Error(`${role} has no file calls to wait for`);
  return { state, back, cancel: calls.before(call, run, fromLife), close: () => close() };
};

const killAtCall = async (
  room: MachineRoom,
  role: string,
  { step, call }: { readonly step: number; readonly call: FileCall },
): Promise<Heal> => {
  const keeper = keeperOf(room, role);
  const armed = armKill(room, role, { step, call, fromLife: 0 });
  return async () => {
    armed.cancel();
    if (!armed.state.killed) return { callsCut: 0, exits: 0 };
    await keeper.exit(EXIT_LIMIT_MS);
    const counts = await bringBack(keeper, step);
    armed.close();
    return { callsCut: 1, exits: 1, ...counts };
  };
};

const killDuringRecovery = async (
  room: MachineRoom,
  role: string,
  options: { readonly step: number; readonly downMs: number; readonly call: FileCall },
): Promise<Heal> => {
  const { step, downMs, call } = options;
  const keeper = keeperOf(room, role);
  const close = room.run.evidence.windows.open(step, role);
  const lives = keeper.lives;
  const healed = new AbortController();
  const pass = () => sleep(Math.ceil(downMs)).catch(() => {});
  keeper.hold(step);
  await keeper.close();
  const exits = keeper.signal('SIGKILL', 'all') ? 1 : 0;
  const again = async () => {
    await keeper.exit(EXIT_LIMIT_MS);
    await pass();
    const armed = armKill(room, role, { step, call, fromLife: lives });
    keeper.release(step).catch(room.fail);
    const { signal } = healed;
    const over = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([armed.back, over]);
    armed.cancel();
    if (armed.state.killed) await keeper.exit(EXIT_LIMIT_MS);
    if (armed.state.killed) await pass();
    const up = await keeper.release(step);
    armed.close();
    return { callsCut: armed.state.killed ? 1 : 0, ...(up ? {} : { notReady: 1 }) };
  };
  const back = again();
  back.catch(room.fail);
  return async () => {
    healed.abort();
    const counts = await back;
    close();
    const ended = exits + (counts.callsCut ?? 0);
    return { ...counts, exits: ended, starts: keeper.lives - lives };
  };
};

/** Disturbs the programs of a run from inside, as their kernel or a bug of theirs would. */
export const createInsidePort = (room: MachineRoom): InsidePort => ({
  block: (role, _step, { blockMs }) => block(room, role, blockMs),
  raise: (role, step, options) => raise(room, role, { step, ...options }),
  killAtCall: (role, step, call) => killAtCall(room, role, { step, call }),
  killDuringRecovery: (role, step, options) => killDuringRecovery(room, role, { step, ...options }),
});
