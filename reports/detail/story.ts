import type { History } from '../../harness/core/history.ts';
import type {
  DetailVerdict,
  FailoverRow,
  StepDetail,
  StorySentence,
} from '../../harness/core/run-detail.ts';
import type { RunStatus } from '../../harness/core/verdict.ts';
import { counted, countsText, listed, seconds } from '../words/numbers.ts';

interface StoryInput {
  readonly history: History;
  readonly steps: readonly StepDetail[];
  readonly failovers: readonly FailoverRow[];
  readonly extra: {
    readonly status: RunStatus;
    readonly verdicts: readonly DetailVerdict[];
    readonly reasons: readonly string[];
  };
}

const mostOfAKind = 4;

const after: Readonly<Record<FailoverRow['trigger'], string>> = {
  state: 'by the state of the stack',
  timedOut: 'after the caller gave up waiting',
  refused: 'after a refused connection',
  unresolved: 'after a name that was not found',
  hung: 'after a connection that hung',
  cut: 'after a request that was cut',
  deliveredUnread: 'after a request that nobody read',
  delivered: 'after a request without an answer',
  answered: 'after an answer',
  answerCut: 'after an answer that was cut',
};

const faultSentence = (step: StepDetail): StorySentence => {
  const name = `Step ${step.id}, ${step.kind} on ${step.target}`;
  if (step.injectedAtMs === undefined) {
    return { tone: 'fault', text: `${name}, never fired.`, refs: [] };
  }
  const until = step.healedAtMs === undefined ? 'to the end' : `until ${seconds(step.healedAtMs)}`;
  const changed = step.receipt?.effective
    ? `Its receipt: ${countsText(step.receipt.counts)}.`
    : 'It changed nothing that anybody noticed.';
  const text = `${name}, from ${seconds(step.injectedAtMs)} ${until}. ${changed}`;
  return { tone: 'fault', atMs: step.injectedAtMs, text, refs: [] };
};

const processSentences = (history: History): readonly StorySentence[] =>
  history.events
    .filter((event) => event.type === 'process')
    .filter(({ what, planned }) => what === 'exited' && !planned)
    .slice(0, mostOfAKind)
    .map(({ atMs, role, code, signal, index }) => {
      const how = signal ?? (code === undefined ? 'without a word' : `with code ${code}`);
      const text = `${role} ended by itself at ${seconds(atMs)}, ${how}.`;
      return { tone: 'stack', atMs, text, refs: [index] };
    });

const stateSentences = (history: History): readonly StorySentence[] =>
  history.events
    .filter((event) => event.type === 'signal')
    .filter(({ name, value }) => name === 'haState' && value.first !== true)
    .slice(0, mostOfAKind)
    .map(({ atMs, value, index }) => {
      const cause = typeof value.cause === 'string' ? `: ${value.cause}` : '';
      const change = `from ${String(value.from)} to ${String(value.to)}`;
      const text = `The watchdog went ${change} at ${seconds(atMs)}${cause}.`;
      return { tone: 'stack', atMs, text, refs: [index] };
    });

const failoverSentence = (failovers: readonly FailoverRow[]): readonly StorySentence[] => {
  const [first] = failovers;
  if (!first) return [];
  const triggers = [...Map.groupBy(failovers, (row) => row.trigger)].map(
    ([trigger, rows]) => `${rows.length} ${after[trigger]}`,
  );
  const calls = counted(failovers.length, 'call');
  const went = `${calls} went to an alternative, the first at ${seconds(first.atMs)}`;
  const text = `${went}: ${listed(triggers)}.`;
  return [{ tone: 'stack', atMs: first.atMs, text, refs: first.refs }];
};

const heldSentence = (held: readonly DetailVerdict[]): StorySentence => {
  const checked = held.reduce((sum, verdict) => sum + verdict.checked, 0);
  const rules = `${counted(held.length, 'rule')} held, put to the test ${counted(checked, 'time')}`;
  return { tone: 'result', text: `No counterexample: ${rules}.`, refs: [] };
};

/** The reasons that no verdict's own sentence tells. */
const untold = ({ reasons, verdicts }: StoryInput['extra']): readonly string[] => {
  const told = new Set(verdicts.map(({ invariant, because }) => `${invariant}: ${because}`));
  return reasons.filter((reason) => !told.has(reason));
};

const endings = (extra: StoryInput['extra']): readonly StorySentence[] => {
  const broken = extra.verdicts.filter((verdict) => verdict.status === 'violated');
  const unclear = extra.verdicts.filter((verdict) => verdict.status === 'unknown');
  const held = extra.verdicts.filter((verdict) => verdict.status === 'held');
  return [
    ...broken.map(
      ({ invariant, because, witnesses }): StorySentence => ({
        tone: 'broke',
        text: `This breaks ${invariant}: ${because}`,
        refs: witnesses.slice(0, 8),
      }),
    ),
    ...unclear.map(
      ({ invariant, because }): StorySentence => ({
        tone: 'result',
        text: `Whether ${invariant} held cannot be told: ${because}`,
        refs: [],
      }),
    ),
    ...untold(extra).map((text): StorySentence => ({ tone: 'result', text, refs: [] })),
    ...(extra.status === 'held' ? [heldSentence(held)] : []),
  ];
};

/** The run in sentences: what was injected, what the stack did, which rule broke. */
export const storyOf = ({ history, steps, failovers, extra }: StoryInput): StorySentence[] => {
  const happened = [
    ...steps.map(faultSentence),
    ...processSentences(history),
    ...stateSentences(history),
    ...failoverSentence(failovers),
  ].sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
  return [...happened, ...endings(extra)];
};
