import type { Log } from '../logging/create-logger.ts';

/** Where a new call goes by HA state; an error may still send it on. */
type Target = 'primary' | 'fallback';

/** What the orchestrator said last. */
export interface HaStatus {
  readonly state: string;
  /** When that state began, in whatever form; another value is another period. */
  readonly since: string;
}

/** Follows the HA state for routing (ruling 6): it decides about new calls, never about retries. */
export interface StateRoute {
  /** Takes the answer of a poll; undefined says that there was none. */
  observe(status: HaStatus | undefined): void;
  /** Chooses for one new call. */
  choose(): Promise<Target>;
  liveSucceeded(): void;
  candidateFailed(): void;
  readonly state: string;
  /** Where the last look sent new calls. */
  readonly target: Target;
}

const missedPollsMax = 3;

/** Creates a route that stays on the primary until it hears of an active failover. */
export function createStateRoute(options: {
  readonly maintenance: () => Promise<boolean>;
  readonly log: Log;
}): StateRoute {
  let status: HaStatus = { state: 'unknown', since: '' };
  let endedSince: string | undefined;
  let missedPolls = 0;
  let candidateFailed = false;
  let last: Target = 'primary';

  const byState = (): Target => {
    if (status.state !== 'failover_active' || endedSince === status.since) return 'primary';
    // Nobody watches any more and the candidate does not work: what is known is worth nothing.
    return missedPolls >= missedPollsMax && candidateFailed ? 'primary' : 'fallback';
  };
  const settle = (target: Target): Target => {
    if (target !== last) {
      last = target;
      const to = target === 'primary' ? 'live' : 'candidate';
      options.log.info({ event: 'stateRoute', to, state: status.state }, `new calls go to ${to}`);
    }
    return target;
  };

  const choose = async (): Promise<Target> => {
    const target = byState();
    if (target === 'primary') return settle(target);
    return settle((await options.maintenance()) ? 'primary' : byState());
  };

  return {
    observe(seen) {
      if (!seen) {
        missedPolls += 1;
        return;
      }
      missedPolls = 0;
      candidateFailed = false;
      if (seen.state !== 'failover_active') endedSince = undefined;
      status = seen;
      void choose();
    },
    choose,
    liveSucceeded() {
      if (status.state !== 'failover_active') return;
      endedSince = status.since;
      settle('primary');
    },
    candidateFailed() {
      candidateFailed = true;
    },
    get state() {
      return status.state;
    },
    get target() {
      return last;
    },
  };
}
