import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ReportModel } from '../core/report-model.ts';
import type { PastRun } from '../core/run-detail.ts';
import type { RunStatus } from '../core/verdict.ts';
import { listRuns } from '../store.ts';
import { statusOf } from './exit-codes.ts';

const mostRuns = 20;

/** How each scenario of a report ended; the worst of several runs. */
const scenariosOf = (runs: ReportModel['runs']): Readonly<Record<string, RunStatus>> => {
  const groups = Map.groupBy(runs, (run) => run.scenario);
  return Object.fromEntries(
    [...groups].map(([name, group]) => {
      const tried = group.map((run) => run.status).filter((status) => status !== 'skipped');
      return [name, tried.length === 0 ? 'skipped' : statusOf(tried)];
    }),
  );
};

/** Key numbers of one report, as a later one shows them. */
export const pastRun = (report: ReportModel): PastRun => {
  const runs = report.runs.filter((run) => !run.control);
  return {
    startedAt: report.startedAt,
    commit: report.commit,
    status: report.status,
    seed: report.seed,
    held: runs.filter((run) => run.status === 'held').length,
    runs: runs.filter((run) => run.status !== 'skipped').length,
    effective: runs.reduce((sum, run) => sum + run.effective, 0),
    wallMs: report.wallMs,
    command: report.command,
    scenarios: scenariosOf(runs),
    ...(report.runId === undefined ? {} : { runId: report.runId }),
    ...(report.messages ? { lost: report.messages.lost } : {}),
  };
};

/** The newest finished runs that lie beside a run's folder and are older, oldest first. */
export const pastRuns = async (folder: string): Promise<readonly PastRun[]> => {
  const own = basename(folder);
  const earlier = (await listRuns(dirname(folder))).filter((name) => name < own);
  const found: PastRun[] = [];
  for (const name of earlier) {
    if (found.length === mostRuns) break;
    const report = await readReport(join(dirname(folder), name, 'report.json'));
    if (report) found.push(pastRun(report));
  }
  return found.reverse();
};

const readReport = async (file: string): Promise<ReportModel | undefined> => {
  try {
    // Written by writeReport; one of an older version may lack what is read of it.
    const report = JSON.parse(await readFile(file, 'utf8')) as ReportModel;
    return report.schema === 1 && Array.isArray(report.runs) ? report : undefined;
  } catch {
    // A run that was ended before its report was written tells nothing.
    return undefined;
  }
};
