import type { Effect, History, Invoke } from './history.ts';
import type { Outcome } from './outcome.ts';

/** How the wait for the last messages ended; `none` where the history does not say. */
export type DrainEnd = 'drained' | 'stuck' | 'timeUp' | 'none';

/** The keys of a run's messages by where they went, in the order they were sent. */
export interface AccountKeys {
  /** Messages sent at least once; an operation that the stack never takes as a message is none. */
  readonly attempted: readonly string[];
  /** The client saw a whole acknowledgement. */
  readonly accepted: readonly string[];
  /** Attempted, and an effect was seen. */
  readonly delivered: readonly string[];
  /** Accepted, yet neither an effect, nor waiting, nor given up with a reason. */
  readonly lost: readonly string[];
  /** More than one effect. */
  readonly duplicated: readonly string[];
  /** Effects of keys that nobody sent, or whose text is not what was sent. */
  readonly unexpected: readonly string[];
  /** The client could not tell, yet an effect was seen. */
  readonly recovered: readonly string[];
  /** Still waiting when the run ended, without an effect. */
  readonly queued: readonly string[];
  /** Given up, with a reason and without an effect. */
  readonly deadLettered: readonly string[];
}

/** Where every message of a run went. */
export interface QueueAccount {
  readonly keys: AccountKeys;
  /** How many of each. */
  readonly counts: { readonly [kind in keyof AccountKeys]: number };
  /** Accepted and without an effect, where the final read failed: nobody knows. */
  readonly undetermined: readonly string[];
  /** Whether the stack answered the final read. */
  readonly readComplete: boolean;
  readonly drainEnd: DrainEnd;
  /** Index of the final read, and of the mark that ended the wait. */
  readonly evidence: readonly number[];
}

interface Sheet {
  readonly messages: ReadonlySet<string>;
  readonly sent: ReadonlyMap<string, readonly Invoke[]>;
  readonly outcomes: ReadonlyMap<string, readonly Outcome[]>;
  readonly effects: ReadonlyMap<string, readonly Effect[]>;
}

/**
 * Operations that leave no message behind: their answer says that nothing was accepted. One without
 * such an answer goes by what the others of its kind were told.
 */
const isMessage = (
  sent: readonly Invoke[],
  outcomes: ReadonlyMap<string, Outcome>,
): ((invoke: Invoke) => boolean) => {
  const isRefusal = ({ operation }: Invoke): boolean => {
    const outcome = outcomes.get(operation);
    return outcome?.kind === 'ok' && !outcome.accepted;
  };
  const otherKinds = new Set(sent.filter(isRefusal).map((invoke) => invoke.kind));
  return (invoke) =>
    outcomes.get(invoke.operation)?.kind === 'ok'
      ? !isRefusal(invoke)
      : !otherKinds.has(invoke.kind);
};

const readSheet = (history: History): Sheet => {
  const sent: Invoke[] = [];
  const outcomes = new Map<string, Outcome>();
  const effects: Effect[] = [];
  for (const event of history.events) {
    if (event.type === 'invoke') sent.push(event);
    if (event.type === 'complete') outcomes.set(event.operation, event.outcome);
    if (event.type === 'effect') effects.push(event);
  }
  sent.sort((one, other) => one.atMs - other.atMs);
  const byKey = Map.groupBy(sent, (invoke) => invoke.key);
  const outcomesOf = (invokes: readonly Invoke[]): readonly Outcome[] =>
    invokes.flatMap((invoke) => outcomes.get(invoke.operation) ?? []);
  return {
    messages: new Set(sent.filter(isMessage(sent, outcomes)).map((invoke) => invoke.key)),
    sent: byKey,
    outcomes: new Map([...byKey].map(([key, invokes]) => [key, outcomesOf(invokes)])),
    effects: Map.groupBy(effects, (effect) => effect.key),
  };
};

/**
 * Effects before the workload belong to the warm-up, whose keys a history does not have. A text
 * that the sink could not read proves nothing.
 */
const unexpectedKeys = ({ sent, effects }: Sheet): readonly string[] =>
  [...effects]
    .filter(([key, seen]) => {
      const invokes = sent.get(key);
      if (invokes === undefined) return seen.some((effect) => effect.atMs >= 0);
      return seen.some(
        ({ textSha }) => textSha !== '' && !invokes.some((it) => it.textSha === textSha),
      );
    })
    .map(([key]) => key);

const readEnd = (history: History): Pick<QueueAccount, 'drainEnd' | 'evidence'> & ReadLists => {
  let drainEnd: DrainEnd = 'none';
  let lists: ReadLists = { readComplete: false, waiting: new Set(), given: new Map() };
  const evidence: number[] = [];
  for (const event of history.events) {
    if (event.type === 'mark' && isEnd(event.what)) {
      drainEnd = event.what;
      evidence.push(event.index);
    }
    if (event.type !== 'finalRead') continue;
    evidence.push(event.index);
    lists = {
      readComplete: event.complete,
      waiting: new Set(event.queued),
      given: new Map(event.deadLettered.map(({ key, reason }) => [key, reason])),
    };
  }
  return { drainEnd, evidence, ...lists };
};

interface ReadLists {
  readonly readComplete: boolean;
  readonly waiting: ReadonlySet<string>;
  readonly given: ReadonlyMap<string, string>;
}

const isEnd = (what: string): what is 'drained' | 'stuck' | 'timeUp' =>
  what === 'drained' || what === 'stuck' || what === 'timeUp';

/** The full account of a run's messages; it never throws, whatever the final read said. */
export const queueAccount = (history: History): QueueAccount => {
  const sheet = readSheet(history);
  const { drainEnd, evidence, readComplete, waiting, given } = readEnd(history);
  const attempted = [...sheet.sent.keys()].filter((key) => sheet.messages.has(key));
  const outcomes = (key: string) => sheet.outcomes.get(key) ?? [];
  const isDelivered = (key: string) => sheet.effects.has(key);
  const isGiven = (key: string) => (given.get(key) ?? '') !== '';
  const accepted = attempted.filter((key) =>
    outcomes(key).some((outcome) => outcome.kind === 'ok' && outcome.accepted),
  );
  const open = attempted.filter((key) => !isDelivered(key));
  const isTraceless = (key: string) => !isDelivered(key) && !waiting.has(key) && !isGiven(key);
  const traceless = accepted.filter(isTraceless);
  const keys: AccountKeys = {
    attempted,
    accepted,
    delivered: attempted.filter(isDelivered),
    lost: readComplete ? traceless : [],
    duplicated: [...sheet.effects].filter(([, seen]) => seen.length > 1).map(([key]) => key),
    unexpected: unexpectedKeys(sheet),
    recovered: attempted.filter(
      (key) => isDelivered(key) && outcomes(key).every((outcome) => outcome.kind === 'unknown'),
    ),
    queued: open.filter((key) => waiting.has(key)),
    deadLettered: open.filter((key) => !waiting.has(key) && isGiven(key)),
  };
  const undetermined = readComplete ? [] : traceless;
  return { keys, counts: countsOf(keys), undetermined, readComplete, drainEnd, evidence };
};

const countsOf = (keys: AccountKeys): QueueAccount['counts'] => ({
  attempted: keys.attempted.length,
  accepted: keys.accepted.length,
  delivered: keys.delivered.length,
  lost: keys.lost.length,
  duplicated: keys.duplicated.length,
  unexpected: keys.unexpected.length,
  recovered: keys.recovered.length,
  queued: keys.queued.length,
  deadLettered: keys.deadLettered.length,
});
