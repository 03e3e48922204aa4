import type { Log } from '../logging/create-logger.ts';
import { advance } from './advance.ts';
import { createAnnouncer } from './announce-changes.ts';
import type { Kept } from './notification.ts';
import {
  freshWatchdogState,
  type HaState,
  type ProbeResult,
  type TargetHealth,
  type WatchdogState,
} from './watchdog-state.ts';
import type { WatchdogStore } from './watchdog-store.ts';

/** What a watchdog looks at and whom it tells. */
export interface WatchdogParts {
  readonly probe: (target: 'live' | 'candidate') => Promise<ProbeResult>;
  readonly maintenance: () => Promise<boolean>;
  readonly store: WatchdogStore;
  readonly log: Log;
  readonly unhealthyAfter: number;
  /** Runs after each poll in state `active` outside maintenance (G17). */
  readonly syncSessions: () => Promise<void>;
}

/** The watchdog: one poll at a time, and its standing in between. */
export interface Watchdog {
  /** Finishes what the previous life left unannounced; once, before the first poll. */
  resume(): Promise<void>;
  poll(): Promise<void>;
  standing(): { readonly state: WatchdogState; readonly kept: Kept | undefined };
}

/** Builds a watchdog over its store; it starts where the previous life stood. */
export function createWatchdog(parts: WatchdogParts): Watchdog {
  const { store, log } = parts;
  const announcer = createAnnouncer(store, log);
  let state = takeOver(store.kept);
  let isFirst = true;

  return {
    resume: () => announcer.resume(),
    async poll() {
      const maintenance = await parts.maintenance();
      const [live, candidate] = await Promise.all([
        look(parts, 'live'),
        maintenance ? ('unevaluated' as const) : look(parts, 'candidate'),
      ]);
      const advanced = advance(state, { live, candidate }, parts.unhealthyAfter);
      const from = state.state ?? null;
      await announcer.note(advanced, Date.now());
      state = advanced.after;
      if (isFirst && advanced.change === undefined) logFirst(log, from, advanced.after.state);
      isFirst = false;
      log.info({ event: 'haEvaluation', ...summary(state) }, `evaluated: ${state.state}`);
      if (state.state === 'active' && !maintenance) await parts.syncSessions();
    },
    standing: () => ({ state, kept: announcer.kept() }),
  };
}

async function look(parts: WatchdogParts, target: 'live' | 'candidate'): Promise<ProbeResult> {
  const result = await parts.probe(target);
  parts.log.info({ event: 'probe', target, ...result }, `probed ${target}`);
  return result;
}

function logFirst(log: Log, from: HaState | null, to: HaState): void {
  log.info({ event: 'haState', from, to, cause: 'first evaluation', first: true }, 'first look');
}

/** A failure seen by an earlier life is not consecutive with the next one. */
function takeOver(kept: Kept | undefined): WatchdogState {
  if (kept === undefined) return freshWatchdogState;
  const { after } = kept;
  return { ...after, live: forgetStreak(after.live), candidate: forgetStreak(after.candidate) };
}

function forgetStreak(health: TargetHealth): TargetHealth {
  return health.healthy ? { healthy: true, consecutiveFailures: 0 } : health;
}

/** What the log and the status page say of the two cores. */
export function summary(state: WatchdogState): Readonly<Record<string, unknown>> {
  return {
    state: state.state,
    live: state.live,
    candidate: state.maintenance ? 'unevaluated' : state.candidate,
    maintenance: state.maintenance,
  };
}
