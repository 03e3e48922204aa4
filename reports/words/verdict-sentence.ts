import type { ReportModel, ReportRun } from '../../harness/core/report-model.ts';
import { counted, grouped, listed, sentence } from './numbers.ts';
import { controlRuns, scenarioRuns } from './run-kinds.ts';
import { zooSentence } from './zoo-words.ts';

/** Effective schedules that gave no counterexample, over all scenarios. */
export const heldSchedules = (report: ReportModel): number =>
  scenarioRuns(report).reduce((sum, run) => {
    if (run.status !== 'held' && run.status !== 'violated') return sum;
    const violated = run.violated ?? (run.status === 'violated' ? run.effective : 0);
    return sum + Math.max(0, run.effective - violated);
  }, 0);

/** The scenario runs of one status. */
export const runsWith = (report: ReportModel, status: ReportRun['status']): readonly ReportRun[] =>
  scenarioRuns(report).filter((run) => run.status === status);

const named = (run: ReportRun): string => `${run.scenario} (${run.engine})`;

const unclear = (report: ReportModel): string => {
  const kinds = [
    ['run', scenarioRuns(report)],
    ['control run', controlRuns(report)],
  ] as const;
  const parts = kinds.flatMap(([what, all]) =>
    (['unknown', 'inert'] as const).flatMap((status) => {
      const { length } = all.filter((run) => run.status === status);
      return length > 0 ? [`${counted(length, what)} ${status}`] : [];
    }),
  );
  return parts.length > 0 ? `; ${listed(parts)}` : '';
};

const longId = /\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** A reason as a headline can hold it: the whole of it stands below, with its events. */
const short = (because: string): string =>
  because
    .replace(longId, '$1')
    .replace(/ \(event \d+\)/g, '')
    .replace(/[.\s]+$/, '');

const violatedSentence = (report: ReportModel): string => {
  const without = controlRuns(report).filter((run) => run.status === 'violated');
  const broken = [...without, ...runsWith(report, 'violated')];
  const [first] = broken;
  if (!first) return 'A rule was broken outside of every scenario; see the canaries and the load';
  const verdict = first.verdicts.find((one) => one.status === 'violated');
  const because = verdict
    ? `${short(verdict.because)}, which breaks ${verdict.invariant}`
    : 'a rule is broken';
  const more = broken.length > 1 ? `, and ${counted(broken.length - 1, 'more run')} violated` : '';
  const held = heldSchedules(report);
  const rest =
    held > 0 ? `; the other ${counted(held, 'effective schedule')} gave no counterexample` : '';
  const lead = first.control ? 'It fails without faults: ' : '';
  return `${lead}${because}, in ${named(first)}${more}${rest}${unclear(report)}`;
};

const missed = (report: ReportModel): string => {
  const bugs = [...(report.canary ?? []), ...(report.zoo ?? [])].filter(
    (one) => one.status === 'missed',
  );
  if (bugs.length === 0) return '';
  return `Do not trust this run: ${counted(bugs.length, 'planted bug')} went unnoticed. `;
};

/** What the runs without faults said: `4 control runs held`; empty when none was made. */
export const controlSentence = (report: ReportModel): string => {
  const runs = controlRuns(report);
  if (runs.length === 0) return '';
  const held = runs.filter((run) => run.status === 'held').length;
  const all = counted(runs.length, 'control run');
  if (held === runs.length) return `${all} held`;
  return `${grouped(held)} of ${all} held`;
};

/** The verdict in one sentence: what was seen, in how many effective schedules. Never "safe". */
export const verdictSentence = (report: ReportModel): string => {
  if (report.status === 'violated') return missed(report) + sentence(violatedSentence(report));
  if (report.runs.length === 0 && (report.zoo ?? []).length > 0) {
    return missed(report) + sentence(zooSentence(report));
  }
  const held = heldSchedules(report);
  const scenarios = new Set(runsWith(report, 'held').map((run) => run.scenario)).size;
  const of = counted(scenarios, 'scenario');
  const seen =
    held === 0
      ? 'Nothing was tried that could be judged'
      : `No counterexample in ${counted(held, 'effective schedule')} of ${of}`;
  return missed(report) + sentence(`${seen}${unclear(report)}`);
};

/** What N schedules without a counterexample say of one scenario; empty when N says too little. */
export const boundText = (run: ReportRun): string => {
  if (run.status !== 'held' || run.effective < 10) return '';
  const percent = 300 / run.effective;
  const digits = percent < 1 ? 2 : 1;
  const bound = `95 % bound, 3/${grouped(run.effective)}`;
  return `fewer than ${percent.toFixed(digits)} % of such schedules (${bound})`;
};
