import { setTimeout as sleep } from 'node:timers/promises';
import type { Heal } from '../../../core/fault.ts';
import type { ClockPort } from '../../../core/machine-ports.ts';
import { isolate, keeperOf, type MachineRoom, openWindows } from './machine-room.ts';

/** Disturbances of one machine's clocks that are in force. */
interface Disturbed {
  /** By how much each drift is faster than true time. */
  readonly drifts: Set<{ readonly by: number }>;
  /** What heals of drifts have taken back. */
  takenBackMs: number;
  sleeps: number;
}

const RATE_LEAST = 0.01;

/** Disturbs the clocks of a run's machines. */
export const createClockPort = (room: MachineRoom): ClockPort => {
  const { world } = room.run;
  const disturbed = new Map<string, Disturbed>();
  const of = (role: string): Disturbed => {
    const found = disturbed.get(role) ?? { drifts: new Set(), takenBackMs: 0, sleeps: 0 };
    disturbed.set(role, found);
    return found;
  };
  const clockOf = (role: string) => {
    keeperOf(room, role);
    return world.host(role).clock;
  };
  const setRate = (role: string) => {
    const by = [...of(role).drifts].reduce((sum, drift) => sum + drift.by, 0);
    world.host(role).setClockRate(Math.max(RATE_LEAST, 1 + by));
  };
  return {
    jump: async (role, _step, { byMs }) => {
      const clock = clockOf(role);
      const before = clock.wallReads;
      clock.jump(byMs);
      return async () => {
        clock.jump(-byMs);
        return { wallReads: clock.wallReads - before };
      };
    },
    skew: async (role, _step, { byMs, overMs }) => {
      const clock = clockOf(role);
      const before = clock.wallReads;
      const fromMs = world.nowMs;
      clock.slew(fromMs, byMs, overMs);
      return async () => {
        // What has not been reached need not be taken back: the rest of both ways cancels out.
        clock.slew(world.nowMs, -byMs, overMs);
        await sleep(Math.ceil(overMs));
        return { wallReads: clock.wallReads - before };
      };
    },
    drift: async (role, _step, { rate }) => {
      const clock = clockOf(role);
      const before = clock.wallReads + clock.monotonicReads;
      const drift = { by: rate - 1 };
      const fromMs = clock.awakeMs(world.nowMs);
      of(role).drifts.add(drift);
      setRate(role);
      return async () => {
        const state = of(role);
        state.drifts.delete(drift);
        setRate(role);
        // The last one takes back all that is left: clocks sleep meanwhile, and have a least rate.
        const share = (clock.awakeMs(world.nowMs) - fromMs) * drift.by;
        const offMs =
          state.drifts.size > 0 ? share : clock.driftedMs(world.nowMs) - state.takenBackMs;
        state.takenBackMs += offMs;
        // A time daemon sets the wall clock right; the monotonic one keeps what it has counted.
        clock.jump(-offMs);
        return { clockReads: clock.wallReads + clock.monotonicReads - before, offMs };
      };
    },
    suspend: async (role, step): Promise<Heal> => {
      const keeper = keeperOf(room, role);
      const clock = clockOf(role);
      const close = openWindows(room, step, [role]);
      const fromMs = world.nowMs;
      const pauses = keeper.pause(step) ? 1 : 0;
      const join = isolate(room, role);
      of(role).sleeps += 1;
      clock.sleep(fromMs);
      return async () => {
        of(role).sleeps -= 1;
        if (of(role).sleeps === 0) {
          clock.wake(world.nowMs);
          world.retime(world.host(role));
        }
        const lost = join();
        keeper.resume(step);
        close();
        return { pauses, asleepMs: Math.round(world.nowMs - fromMs), ...lost };
      };
    },
  };
};
