import type { History, SignalEvent } from '../core/history.ts';
import type { Invariant } from '../core/verdict.ts';
import { clockErrorMs } from './evidence/clock-error.ts';
import { conclude, type Violation } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { sayCount, sayMs } from './evidence/say.ts';

// An adapter tells of writers by three signals. `tenure` {generation, phase: 'taken'}: a writer is in
// office from now on. `checkpointed` {generation, cycle}: it has written. `currentRead` {generation,
// cycle, writtenBy, tookMs}: somebody has read what counts as current, and whose bytes they were.
const numberOf = (event: SignalEvent, field: string): number => Number(event.value[field] ?? 0);

const signalsOf = (history: History, name: string): readonly SignalEvent[] =>
  eventsOf(history, 'signal').filter((event) => event.name === name);

const tenuresOf = (history: History): readonly SignalEvent[] =>
  signalsOf(history, 'tenure').filter(({ value }) => value.phase === 'taken');

const beganMs = (read: SignalEvent): number => read.atMs - numberOf(read, 'tookMs');

const sayTenure = (taken: SignalEvent): string =>
  `${taken.role} took tenure ${numberOf(taken, 'generation')} at ${sayMs(taken.atMs)}`;

/** What a read that began after a takeover may not show. */
const judgeRead = (
  read: SignalEvent,
  taken: SignalEvent,
  writes: readonly SignalEvent[],
): Violation | undefined => {
  const generation = numberOf(taken, 'generation');
  const what = `${read.role} read cycle ${numberOf(read, 'cycle')} as current`;
  if (numberOf(read, 'generation') < generation) {
    const because =
      `${sayTenure(taken)}, yet ${what} from tenure ${numberOf(read, 'generation')} ` +
      `at ${sayMs(read.atMs)}`;
    return { because, witnesses: [taken.index, read.index] };
  }
  const stale = writes.find(
    (write) =>
      numberOf(write, 'generation') < generation &&
      numberOf(write, 'generation') === numberOf(read, 'writtenBy') &&
      numberOf(write, 'cycle') === numberOf(read, 'cycle') &&
      write.atMs > taken.atMs + clockErrorMs,
  );
  if (stale === undefined) return undefined;
  const because =
    `${sayTenure(taken)}, yet ${what} as ${stale.role} wrote it at ${sayMs(stale.atMs)} ` +
    `under tenure ${numberOf(stale, 'generation')}`;
  return { because, witnesses: [taken.index, stale.index, read.index] };
};

/** Two writers in office under one number are not fenced off from each other. */
const sameNumber = (tenures: readonly SignalEvent[]): readonly Violation[] =>
  [...Map.groupBy(tenures, (taken) => numberOf(taken, 'generation'))].flatMap(([number, taken]) =>
    taken.length < 2
      ? []
      : {
          because: `tenure ${number} was taken ${taken.length} times`,
          witnesses: taken.map(({ index }) => index),
        },
  );

/** A writer that was replaced changes nothing any more that counts. */
export const singleWriter: Invariant = {
  name: 'single-writer',
  about:
    'After a takeover nothing that a replaced writer still writes is read as current, and no two ' +
    'writers hold office under one number.',
  remedy:
    'Give each writer a rising number, let it write only under that number, and let readers follow ' +
    'the highest: a lease alone does not stop a writer that was paused.',
  reads: 'general',
  excuses: [],
  check(history) {
    const tenures = tenuresOf(history);
    const reads = signalsOf(history, 'currentRead');
    const writes = signalsOf(history, 'checkpointed');
    const first = Math.min(...tenures.map((taken) => numberOf(taken, 'generation')));
    const takeovers = tenures.filter((taken) => numberOf(taken, 'generation') > first);
    const judged = takeovers.map((taken) => ({
      taken,
      reads: reads.filter((read) => beganMs(read) > taken.atMs + clockErrorMs),
    }));
    const violations = judged.flatMap(({ taken, reads: later }) =>
      later.flatMap((read) => judgeRead(read, taken, writes) ?? []),
    );
    const checked = judged.filter(({ reads: later }) => later.length > 0).length;
    return conclude(history, {
      checked,
      violations: [...violations, ...sameNumber(tenures)],
      unknowns: [],
      held:
        `after ${sayCount(checked, 'takeover')} nobody read what a replaced writer wrote ` +
        `(${sayCount(reads.length, 'read')})`,
      vacuous: 'no takeover was followed by a read of the present state',
    });
  },
};
