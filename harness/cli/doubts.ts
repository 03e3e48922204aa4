import type { ReportModel } from '../core/report-model.ts';
import type { RunStatus } from '../core/verdict.ts';
import { exitCodeOf, exitCodes, statusOf } from './exit-codes.ts';

/** Something beside the runs that decides the exit code. */
export type Doubt = NonNullable<ReportModel['doubts']>[number];

type Judged = Pick<ReportModel, 'runs' | 'canary' | 'zoo' | 'doubts'>;

/** A control run that held is no try, so it says nothing. */
const statusesOf = ({ runs, zoo, doubts }: Judged): readonly RunStatus[] => {
  const weighed = runs.filter((run) => !run.control || run.status !== 'held');
  // What an engine that is not to be trusted has held is not held.
  const open: readonly number[] = [exitCodes.cannotTell, exitCodes.ourError];
  const isOpen = (doubts ?? []).some((doubt) => open.includes(doubt.exitCode));
  const isHunt = runs.length === 0 && (zoo ?? []).length > 0;
  return [
    ...weighed.map((run) => run.status),
    ...(isOpen ? (['unknown'] as const) : []),
    // Nothing but bugs was run, so that they were caught is all that was to be shown.
    ...(isHunt ? (['held'] as const) : []),
  ];
};

const isMissed = ({ status }: { readonly status: 'caught' | 'missed' }) => status === 'missed';

/** The status of a report, from all that it says. */
export const statusOfReport = (report: Judged): RunStatus => {
  const status = statusOf(statusesOf(report));
  const isHunt = report.runs.length === 0;
  return isHunt && status === 'held' && (report.zoo ?? []).some(isMissed) ? 'unknown' : status;
};

/** What a reader of the terminal must know beside the runs; an interruption is told on its own. */
export const doubtLines = (report: Pick<ReportModel, 'doubts'>): readonly string[] =>
  (report.doubts ?? []).flatMap(({ exitCode, because }) => {
    if (exitCode === exitCodes.interrupted) return [];
    return [`${exitCode === exitCodes.ourError ? 'DO NOT TRUST THIS RUN' : 'UNKNOWN'}  ${because}`];
  });

/** The exit code of the command that wrote a report, or merged it. */
export const exitCodeOfReport = (report: Judged): number => {
  const has = (code: Doubt['exitCode']) =>
    (report.doubts ?? []).some((doubt) => doubt.exitCode === code);
  return exitCodeOf({
    statuses: statusesOf(report),
    distrust:
      has(exitCodes.ourError) ||
      (report.canary ?? []).some(isMissed) ||
      (report.zoo ?? []).some(isMissed),
    interrupted: has(exitCodes.interrupted),
    strict: false,
  });
};
