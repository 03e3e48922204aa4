import type { ReportModel, ReportPart } from '../../core/report-model.ts';

/** The reports that a report stands for: those it was merged from, or itself. */
export const reportParts = (report: ReportModel): readonly ReportPart[] => {
  if (report.parts !== undefined) return report.parts;
  const { runId, shard, startedAt, wallMs, seed, status, exitCode, environment, speed, command } =
    report;
  const engines = report.coverage?.engines ?? [...new Set(report.runs.map((run) => run.engine))];
  return [
    {
      ...(runId === undefined ? {} : { runId }),
      ...(shard === undefined ? {} : { shard }),
      engines: [...engines].sort(),
      startedAt,
      wallMs,
      seed,
      status,
      ...(exitCode === undefined ? {} : { exitCode }),
      environment,
      ...(speed === undefined ? {} : { speed }),
      command,
    },
  ];
};

/** A name for a part that a person recognises. */
export const partName = ({ shard, engines, runId, startedAt }: ReportPart): string => {
  const place = shard === undefined ? '' : `shard ${shard.index}/${shard.count}, `;
  return `${place}${engines.join(' and ')}, run ${runId ?? startedAt}`;
};

/** Parts in an order that does not depend on how they were merged. */
export const sortParts = (parts: readonly ReportPart[]): readonly ReportPart[] => {
  const keyOf = (part: ReportPart) =>
    [
      part.engines.join(),
      String(part.shard?.index ?? 0).padStart(4, '0'),
      part.startedAt,
      part.runId ?? '',
    ].join(' ');
  return parts.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
};
