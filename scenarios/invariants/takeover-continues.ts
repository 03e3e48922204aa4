import type { Effect, History, SignalEvent } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude, type Violation } from '../../harness/invariants/evidence/conclude.ts';
import { eventsOf } from '../../harness/invariants/evidence/events-of.ts';
import { sayCount, sayMs } from '../../harness/invariants/evidence/say.ts';

const numberOf = (event: SignalEvent, field: string): number => Number(event.value[field] ?? 0);

/** What a history tells of cycles, writers and effects. */
interface Evidence {
  readonly taken: readonly SignalEvent[];
  readonly released: ReadonlySet<number>;
  readonly begun: readonly SignalEvent[];
  readonly checkpointed: readonly SignalEvent[];
  /** By cycle. */
  readonly effects: ReadonlyMap<number, readonly Effect[]>;
}

const evidenceOf = (history: History): Evidence => {
  const signals = eventsOf(history, 'signal');
  const tenures = signals.filter(({ name }) => name === 'tenure');
  const released = tenures.filter(({ value }) => value.phase === 'released');
  const effects = eventsOf(history, 'effect').filter(({ key }) => key.startsWith('cycle-'));
  return {
    taken: tenures.filter(({ value }) => value.phase === 'taken'),
    released: new Set(released.map((it) => numberOf(it, 'generation'))),
    begun: signals.filter(({ name, value }) => name === 'cycle' && value.phase === 'begun'),
    checkpointed: signals.filter(({ name }) => name === 'checkpointed'),
    effects: Map.groupBy(effects, ({ key }) => Number(key.slice('cycle-'.length))),
  };
};

/** The cycle that a new writer began with, and whether that is where the one before had ended. */
const judgeTakeover = (evidence: Evidence, taken: SignalEvent): Violation | 'fine' | undefined => {
  const generation = numberOf(taken, 'generation');
  const first = evidence.begun.find((it) => numberOf(it, 'generation') === generation);
  if (first === undefined) return undefined;
  const cycle = numberOf(first, 'n');
  const before = evidence.checkpointed.filter(
    (it) => numberOf(it, 'generation') < generation && it.atMs < taken.atMs - clockErrorMs,
  );
  const last = before.reduce<SignalEvent | undefined>(
    (high, it) => (high && numberOf(high, 'cycle') >= numberOf(it, 'cycle') ? high : it),
    undefined,
  );
  const done = last === undefined ? 0 : numberOf(last, 'cycle');
  const what = `${taken.role} took over at ${sayMs(taken.atMs)} and began with cycle ${cycle}`;
  const witnesses = [...(last ? [last.index] : []), taken.index, first.index];
  if (cycle <= done) {
    return { because: `${what}, though cycle ${done} was checkpointed before`, witnesses };
  }
  for (let skipped = done + 1; skipped < cycle; skipped += 1) {
    // Its checkpoint may have been written by one who died before saying so; its effect is there then.
    if (evidence.effects.has(skipped)) continue;
    return { because: `${what}: cycle ${skipped} was skipped`, witnesses };
  }
  const again = evidence.begun.find(
    (it) => numberOf(it, 'n') === cycle && numberOf(it, 'generation') < generation,
  );
  if (again === undefined || !evidence.released.has(generation - 1)) return 'fine';
  const because = `${what}, which was begun already, though the stop before was planned`;
  return { because, witnesses: [...witnesses, again.index] };
};

const effectsTwice = ({ effects }: Evidence): readonly Violation[] =>
  [...effects].flatMap(([cycle, seen]) =>
    seen.length < 2
      ? []
      : {
          because: `cycle ${cycle} took effect ${seen.length} times`,
          witnesses: seen.map(({ index }) => index),
        },
  );

const withoutEffect = ({ checkpointed, effects }: Evidence): readonly Violation[] =>
  checkpointed
    .filter((it) => !effects.has(numberOf(it, 'cycle')))
    .map((it) => ({
      because: `cycle ${numberOf(it, 'cycle')} was checkpointed and never took effect`,
      witnesses: [it.index],
    }));

/** Whoever takes over goes on where the other one ended. */
export const takeoverContinues: Invariant = {
  name: 'takeover-continues',
  about:
    'A takeover skips no cycle, repeats at most the one that was not checkpointed (none after a ' +
    'planned stop), and no cycle takes effect twice.',
  remedy:
    'Begin with the cycle after the last checkpoint, write the checkpoint after the effect, and key ' +
    'the effect by the cycle.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const evidence = evidenceOf(history);
    const first = Math.min(...evidence.taken.map((it) => numberOf(it, 'generation')));
    const takeovers = evidence.taken.filter((it) => numberOf(it, 'generation') > first);
    const findings = takeovers.flatMap((taken) => judgeTakeover(evidence, taken) ?? []);
    const isWhole = history.events.some((event) => event.type === 'finalRead');
    return conclude(history, {
      checked: findings.length,
      violations: [
        ...findings.filter((it) => it !== 'fine'),
        ...effectsTwice(evidence),
        // Only the end of a history can tell that something never came.
        ...(isWhole ? withoutEffect(evidence) : []),
      ],
      unknowns: [],
      held: `${sayCount(findings.length, 'takeover')} went on with the next cycle`,
      vacuous: 'no daemon took over from another and began a cycle',
    });
  },
};
