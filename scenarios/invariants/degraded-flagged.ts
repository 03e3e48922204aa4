import type { Exchange, History, SignalEvent } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { beganAtMs } from '../../harness/invariants/evidence/attempt-times.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude, type Violation } from '../../harness/invariants/evidence/conclude.ts';
import { eventsOf } from '../../harness/invariants/evidence/events-of.ts';
import { machineSlackMs } from '../../harness/invariants/evidence/machine-slack.ts';
import { sayCount, sayMs } from '../../harness/invariants/evidence/say.ts';
import { signalsNamed, textOf } from './evidence/signals-named.ts';

/** Answers 200 that came to their caller whole. */
const wholeAnswers = (history: History): ReadonlyMap<string, readonly Exchange[]> =>
  Map.groupBy(
    eventsOf(history, 'exchange').filter(
      (attempt) =>
        attempt.from === history.promises.modelCalls?.role &&
        attempt.class === 'answered' &&
        attempt.status === 200,
    ),
    (attempt) => attempt.key ?? '',
  );

const judge = (
  history: History,
  result: SignalEvent,
  answers: readonly Exchange[],
): readonly Violation[] => {
  const reference = textOf(result, 'reference');
  const slackMs = clockErrorMs + machineSlackMs(history);
  const what = `${textOf(result, 'agent')} told the result of ${reference} at ${sayMs(result.atMs)}`;
  if (result.value.degraded !== true) {
    const known = answers.some((answer) => (answer.answeredAtMs ?? 0) <= result.atMs + slackMs);
    if (known || result.value.source === 'none') return [];
    const because = `${what} as a model's, not degraded, and no model had answered`;
    return [{ because, witnesses: [result.index] }];
  }
  const limitMs = history.promises.modelCalls?.tryLimitMs ?? 0;
  const inTime = answers.find((answer) => {
    const atMs = answer.answeredAtMs ?? Number.POSITIVE_INFINITY;
    // A fault may have changed what the answer says, and only its caller knows whether it could read it.
    const isClean = answer.steps.length === 0 && atMs < result.atMs - slackMs;
    return isClean && atMs - beganAtMs(answer) < limitMs - slackMs;
  });
  if (inTime === undefined) return [];
  const because = `${what} as degraded, though a model had answered (event ${inTime.index})`;
  return [{ because, witnesses: [inTime.index, result.index] }];
};

/** Nobody may take a template for a model's work, nor a model's work for a template (F4). */
export const degradedFlagged: Invariant = {
  name: 'degraded-flagged',
  about: 'A result is marked degraded if, and only if, no model answered in time.',
  remedy: 'Set the mark where the stand-in is made, and pass it on with the result to its end.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const answers = wholeAnswers(history);
    const results = signalsNamed(history, 'agentResult').filter(
      ({ role }) => role === history.promises.modelCalls?.role,
    );
    return conclude(history, {
      checked: results.length,
      violations: results.flatMap((result) =>
        judge(history, result, answers.get(textOf(result, 'reference')) ?? []),
      ),
      unknowns: [],
      held: `${sayCount(results.length, 'result')} of agents marked as what they are`,
      vacuous: 'no agent told a result',
    });
  },
};
