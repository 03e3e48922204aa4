import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../core/errors.ts';
import { reportSchema } from '../../core/report-model.ts';
import type { ReportInput } from '../../core/run-detail.ts';

/** The folder of a report that is named by its folder or by its `report.json`. */
export const reportFolder = (given: string): string =>
  given.endsWith('.json') ? dirname(given) : given;

/** Reads what `holdfast run` left: the whole input of the report, or its `report.json` alone. */
export const readReportInput = async (given: string): Promise<ReportInput> => {
  const folder = reportFolder(given);
  const whole = join(folder, 'input.json');
  const isWhole = existsSync(whole);
  const file = isWhole ? whole : join(folder, 'report.json');
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${given} holds no finished run (${(error as Error).message})`);
  }
  // Written by writeReport: only the model has a published schema, which the next line asks for.
  const input = isWhole ? (json as ReportInput) : undefined;
  const parsed = reportSchema.safeParse(input?.report ?? json);
  if (!parsed.success) {
    throw new UsageError(`${file} is no report: ${z.prettifyError(parsed.error)}`);
  }
  const report = parsed.data;
  if (input !== undefined) return { ...input, report };
  return { report, details: [], invariants: [], requirements: [], faults: [], history: [] };
};

/** Where a report lay, where the merged one will lie, and the project from which it is replayed. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly root: string;
}

/** Paths and replay commands as they are seen from the merged report: the files stay where they are. */
export const rebaseInput = (input: ReportInput, { from, to, root }: Move): ReportInput => {
  const folderOf = (folder: string) => relative(resolve(to), resolve(from, folder));
  const replayOf = (replay: string, folder: string): string => {
    const plan = resolve(from, folder, 'plan.json');
    // Without its files a report can still be read; its commands stay as they were.
    return existsSync(plan) ? replay.replace(/\S+plan\.json/, relative(root, plan)) : replay;
  };
  return {
    ...input,
    report: {
      ...input.report,
      runs: input.report.runs.map((run) => ({
        ...run,
        examples: run.examples.map((example) => ({
          ...example,
          folder: folderOf(example.folder),
          replay: replayOf(example.replay, example.folder),
        })),
      })),
    },
    details: input.details.map((detail) =>
      detail.folder === null
        ? detail
        : {
            ...detail,
            folder: folderOf(detail.folder),
            replay: replayOf(detail.replay, detail.folder),
          },
    ),
  };
};
