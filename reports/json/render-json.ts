import { reportSchema } from '../../harness/core/report-model.ts';
import type { ReportInput } from '../../harness/core/run-detail.ts';

/** `report.json`, checked against its own schema before anybody reads it. */
export const renderJson = (input: ReportInput): string =>
  `${JSON.stringify(reportSchema.parse(input.report), null, 2)}\n`;
