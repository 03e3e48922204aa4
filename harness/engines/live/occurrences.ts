import { isDeepStrictEqual } from 'node:util';
import type { When } from '../../core/fault.ts';
import type { EventDraft } from '../../core/history.ts';
import type { PhaseReport } from './switchboard/switchboard.ts';

/** Watches for the conditions of steps. */
export interface Occurrences {
  /** A phase was reported; those before the workload's start only set where counting begins. */
  phase(report: PhaseReport, beforeStart: boolean): void;
  /** An event after the workload's start. */
  event(event: EventDraft): void;
  /** Resolves when the condition is met, or at once if it has been met since the start. */
  occurs(when: When, signal: AbortSignal): Promise<void>;
}

const meets = (event: EventDraft, when: Extract<When, { signal: string }>): boolean =>
  event.type === 'signal' &&
  event.name === when.signal &&
  Object.entries(when.where ?? {}).every(([name, value]) =>
    isDeepStrictEqual(event.value[name], value),
  );

interface Waiting {
  readonly met: () => boolean;
  readonly resolve: () => void;
}

/** Nothing has occurred yet. */
export const createOccurrences = (): Occurrences => {
  const startsAfter = new Map<string, number>();
  const phases = new Map<string, Map<string, Set<number>>>();
  const signals: EventDraft[] = [];
  const waiting = new Set<Waiting>();
  const wake = () => {
    for (const one of waiting) {
      if (!one.met()) continue;
      waiting.delete(one);
      one.resolve();
    }
  };
  const metBy = (when: When): (() => boolean) => {
    if ('atMs' in when) throw new Error('occurs: a step at a time is not waited for here');
    if ('signal' in when) return () => signals.some((event) => meets(event, when));
    return () => phases.get(when.link)?.get(when.phase)?.has(when.nth) === true;
  };
  return {
    phase: ({ link, nth, phase }, beforeStart) => {
      if (beforeStart) {
        startsAfter.set(link, Math.max(startsAfter.get(link) ?? 0, nth));
        return;
      }
      const ofLink = phases.get(link) ?? new Map<string, Set<number>>();
      const seen = ofLink.get(phase) ?? new Set<number>();
      seen.add(nth - (startsAfter.get(link) ?? 0));
      phases.set(link, ofLink.set(phase, seen));
      wake();
    },
    event: (event) => {
      if (event.type !== 'signal') return;
      signals.push(event);
      wake();
    },
    occurs: (when, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const one: Waiting = { met: metBy(when), resolve };
        waiting.add(one);
        signal.addEventListener('abort', () => waiting.delete(one) && reject(signal.reason), {
          once: true,
        });
        wake();
      }),
  };
};
