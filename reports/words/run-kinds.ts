import type { ReportModel, ReportRun } from '../../harness/core/report-model.ts';

/** The runs of scenarios: only they count as tries of a schedule. */
export const scenarioRuns = (report: ReportModel): readonly ReportRun[] =>
  report.runs.filter((run) => !run.control);

/** The runs without faults that the scenarios are judged beside. */
export const controlRuns = (report: ReportModel): readonly ReportRun[] =>
  report.runs.filter((run) => run.control);
