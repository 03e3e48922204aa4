import type { ReportModel, ReportRun, ReportVerdict } from '../../harness/core/report-model.ts';
import { listed, sentence } from './numbers.ts';

/** One thing that a reader must look at. */
export interface Attention {
  readonly status: 'violated' | 'unknown' | 'inert' | 'missed';
  readonly title: string;
  readonly lines: readonly string[];
  /** Command that shows it again, if there is one. */
  readonly command?: string;
  /** Where in the report it is shown. */
  readonly href: string;
}

/** The first reason of a control run that was violated. */
const withoutFaults = 'fails without faults';

/** The deep link of a run's page. */
export const runHref = (run: Pick<ReportRun, 'scenario' | 'engine' | 'seed'>): string =>
  `#scenario/${encodeURIComponent(run.scenario.toWellFormed())}/${run.engine}/seed-${run.seed}`;

/** The command that repeats a run: the replay of its worst example, or the run itself. */
export const repeatCommand = (report: ReportModel, run: ReportRun): string =>
  (run.examples.find((example) => example.status === run.status) ?? run.examples[0])?.replay ??
  `npx holdfast run --scenario ${run.scenario} --engine ${run.engine} --seed ${report.seed}`;

const nextStep = {
  violated: '',
  unknown: 'Run it again; if it stays unknown, give the run more time or a quieter machine.',
  inert: 'Its faults changed nothing: let them begin earlier, last longer or hit a busier link.',
} as const;

const judged = { violated: 'Breaks', unknown: 'Cannot judge', inert: 'Could not test' } as const;

/** The reasons that no verdict has told already. */
const others = (run: ReportRun, told: readonly ReportVerdict[]): readonly string[] => {
  const known = new Set(told.map(({ invariant, because }) => `${invariant}: ${because}`));
  return (run.reasons ?? [])
    .filter((reason) => !known.has(reason) && reason !== withoutFaults)
    .map(sentence);
};

const ofRun = (report: ReportModel, run: ReportRun, status: keyof typeof nextStep): Attention => {
  const verdicts = run.verdicts.filter((verdict) => verdict.status === status);
  const told = verdicts.map(({ invariant, because }) =>
    sentence(`${judged[status]} ${invariant}: ${because}`),
  );
  const ids = listed(run.exercises);
  const leaves = status === 'violated' ? `Puts ${ids} in doubt.` : `Leaves ${ids} open.`;
  const bare = run.control && status === 'violated' ? ['Fails without faults.'] : [];
  return {
    status,
    title: `${run.scenario}, ${run.engine}`,
    lines: [...bare, ...told, ...others(run, verdicts), ids && leaves, nextStep[status]].filter(
      Boolean,
    ),
    command: repeatCommand(report, run),
    href: runHref(run),
  };
};

/** What decides the exit code beside the runs; an interruption is said first of all anyway. */
const doubts = (report: ReportModel): readonly Attention[] =>
  (report.doubts ?? []).map(({ exitCode, because }) => ({
    status: 'unknown',
    title: exitCode === 130 ? 'Interrupted' : exitCode === 3 ? 'Do not trust this run' : 'Open',
    lines: [sentence(because)],
    href: '#not-tested',
  }));

const missedBugs = (report: ReportModel): readonly Attention[] =>
  [...canaryRows(report), ...zooRows(report)].map(({ bug, line, href }) => ({
    status: 'missed',
    title: `Planted bug ${bug} went unnoticed`,
    lines: [`${line} Do not trust this run until it is.`],
    href,
  }));

const canaryRows = ({ canary = [] }: ReportModel) =>
  canary
    .filter(({ status }) => status === 'missed')
    .map(({ bug, invariant }) => ({
      bug,
      line: `${invariant} should have been violated.`,
      href: '#canary',
    }));

const zooRows = ({ zoo = [] }: ReportModel) =>
  zoo
    .filter(({ status }) => status === 'missed')
    .map(({ bug, equivalent, schedules }) => ({
      bug,
      line: equivalent
        ? 'It breaks nothing, and should have been left alone.'
        : `Its rule should have been violated in ${schedules} schedules.`,
      href: '#zoo',
    }));

/**
 * What needs attention, worst first. A requirement that nothing exercises is no alarm: the table of
 * requirements shows it.
 */
export const attentionOf = (report: ReportModel): readonly Attention[] => {
  // A stack that fails without faults comes first: nothing else can be judged beside it.
  const controlsFirst = report.runs.toSorted((a, b) => Number(b.control) - Number(a.control));
  const troubled = (['violated', 'unknown', 'inert'] as const).flatMap((status) =>
    controlsFirst.filter((run) => run.status === status).map((run) => ofRun(report, run, status)),
  );
  return [...troubled, ...missedBugs(report), ...doubts(report)];
};
