import { UsageError } from '../../core/errors.ts';
import type { ReportModel, ReportPart } from '../../core/report-model.ts';
import type { Doubt } from '../doubts.ts';
import { partName, reportParts } from './report-parts.ts';

const identities = [
  ['version', 'versions of Holdfast'],
  ['commit', 'commits'],
  ['sources', 'sources of the stack and its scenarios'],
] as const;

/** Throws what makes reports impossible to merge: results of different things do not add up. */
export const checkMergeable = (reports: readonly ReportModel[]): void => {
  for (const [field, what] of identities) {
    const known = reports.filter((report) => (report[field] ?? null) !== null);
    const [first] = known;
    const other = known.find((report) => report[field] !== first?.[field]);
    if (first === undefined || other === undefined) continue;
    throw new UsageError(
      `these reports are of different ${what}: ${nameOf(first)} is of ${first[field]}, ` +
        `${nameOf(other)} of ${other[field]}. Merge only reports of one tree.`,
    );
  }
  const ids = reports.flatMap(reportParts).flatMap((part) => part.runId ?? []);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new UsageError(`run ${twice} is in two of these reports: give each of them once`);
  }
};

const nameOf = (report: ReportModel): string => reportParts(report).map(partName).join(' + ');

/** Shards that should be there and are not, suite by suite. */
export const missingShards = (parts: readonly ReportPart[]): readonly Doubt[] => {
  const sharded = parts.filter((part) => part.shard !== undefined);
  const suites = Map.groupBy(
    sharded,
    ({ shard, engines, seed }) => `${engines.join()} ${shard?.count} ${seed}`,
  );
  return [...suites.values()].flatMap((suite) => {
    const count = suite[0]?.shard?.count ?? 0;
    const there = new Set(suite.map((part) => part.shard?.index));
    return Array.from({ length: count }, (_, index) => index + 1)
      .filter((index) => !there.has(index))
      .map((index) => ({
        exitCode: 2 as const,
        because:
          `Shard ${index}/${count} (${suite[0]?.engines.join(' and ')}) is missing: ` +
          'what it was given was not run, or its report was lost',
      }));
  });
};
