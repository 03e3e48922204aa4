import type { History, ProcessEvent, SignalEvent } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude, type Violation } from '../../harness/invariants/evidence/conclude.ts';
import { eventsOf } from '../../harness/invariants/evidence/events-of.ts';
import { sayCount, sayMs } from '../../harness/invariants/evidence/say.ts';

/** How far a thread had come, as its keeper told: the daemons share one thread, runs have their own. */
interface Told {
  readonly thread: string;
  readonly place: number;
  readonly beganAtMs: number;
  readonly signal: SignalEvent;
}

const told = (signal: SignalEvent): Told => {
  const { threadId = 'cycles', cycle, step, tookMs } = signal.value;
  return {
    thread: String(threadId),
    place: Number(cycle ?? step ?? 0),
    // A read that began before a crash may tell how it was before.
    beganAtMs: signal.atMs - Number(tookMs ?? 0),
    signal,
  };
};

const crashesOf = (history: History): readonly ProcessEvent[] => {
  const readAtMs = eventsOf(history, 'finalRead').at(-1)?.atMs ?? Number.POSITIVE_INFINITY;
  return eventsOf(history, 'process').filter(
    ({ what, code, atMs }) => what === 'exited' && code !== 0 && atMs < readAtMs,
  );
};

type Finding = Violation | 'fine' | { readonly unknown: string };

/** What was read back of one thread after one crash; undefined where nothing had been acknowledged. */
const judgeCrash = (
  crash: ProcessEvent,
  saved: readonly Told[],
  read: readonly Told[],
): Finding | undefined => {
  const before = saved.filter(({ signal }) => signal.atMs <= crash.atMs);
  const last = before.reduce<Told | undefined>(
    (most, it) => (most && most.place >= it.place ? most : it),
    undefined,
  );
  if (last === undefined) return undefined;
  const after = read.find(({ beganAtMs }) => beganAtMs > crash.atMs + clockErrorMs);
  const what =
    `checkpoint ${last.place} of ${last.thread} was acknowledged at ${sayMs(last.signal.atMs)} ` +
    `and ${crash.role} crashed at ${sayMs(crash.atMs)} (event ${crash.index})`;
  if (after === undefined) return { unknown: `${what}; nobody read it afterwards` };
  if (after.place >= last.place) return 'fine';
  return {
    because: `${what}; what was read back at ${sayMs(after.signal.atMs)} is ${after.place}`,
    witnesses: [last.signal.index, crash.index, after.signal.index],
  };
};

/** A checkpoint that cannot be read back was none. */
export const checkpointReadable: Invariant = {
  name: 'checkpoint-readable',
  about:
    'After a crash at any instant the last acknowledged checkpoint of a thread, or a later one, ' +
    'is read back whole.',
  remedy:
    'Write a checkpoint beside the old one, sync it, put it in place, sync the folder, and only ' +
    'then call it taken; read the older one when the newer is not whole.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const signals = eventsOf(history, 'signal');
    const saved = signals.filter(({ name }) => name === 'checkpointed').map(told);
    const reads = signals.filter(({ name }) => name === 'currentRead' || name === 'resumed');
    const read = reads.map(told);
    const byThread = Map.groupBy(saved, ({ thread }) => thread);
    const findings = crashesOf(history).flatMap((crash) =>
      [...byThread].flatMap(([thread, own]) => {
        const back = read.filter((it) => it.thread === thread);
        return judgeCrash(crash, own, back) ?? [];
      }),
    );
    return conclude(history, {
      checked: findings.filter((it) => it === 'fine' || 'because' in it).length,
      violations: findings.filter((it): it is Violation => it !== 'fine' && 'because' in it),
      unknowns: findings.flatMap((it) => (it !== 'fine' && 'unknown' in it ? [it.unknown] : [])),
      held: `${sayCount(findings.length, 'checkpoint')} read back after a crash`,
      vacuous: 'nothing crashed after a checkpoint was acknowledged',
    });
  },
};
