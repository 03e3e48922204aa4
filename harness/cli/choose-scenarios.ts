import { readFile } from 'node:fs/promises';
import { join, matchesGlob } from 'node:path';
import { UsageError } from '../core/errors.ts';
import type { ReportModel } from '../core/report-model.ts';
import type { Scenario } from '../core/scenario.ts';
import { type Found, findScenarios } from '../discover.ts';
import { unknown } from '../plan-scenario.ts';
import type { Project } from './project.ts';

/** Which scenarios a command line asks for. */
export interface Choice {
  /** Names or globs; empty = all. */
  readonly patterns: readonly string[];
  readonly lastFailed: boolean;
  readonly out: string;
}

/** The chosen scenarios; a pattern that chooses none is an error with a suggestion. */
export const chooseScenarios = async (
  project: Project,
  choice: Choice,
): Promise<readonly Found<Scenario>[]> => {
  const all = await findScenarios(project.root, project.config);
  const names = all.map(({ value }) => value.name);
  if (all.length === 0) {
    throw new UsageError(`no scenario found (${project.config.scenarios.join(', ')})`);
  }
  const patterns = choice.lastFailed ? await failedOf(choice.out) : choice.patterns;
  for (const pattern of patterns) {
    if (!names.some((name) => matchesGlob(name, pattern))) {
      throw new UsageError(unknown('scenario', pattern, names));
    }
  }
  if (patterns.length === 0) return all;
  return all.filter(({ value }) => patterns.some((pattern) => matchesGlob(value.name, pattern)));
};

const failedOf = async (out: string): Promise<readonly string[]> => {
  const file = join(out, 'latest', 'report.json');
  let report: ReportModel;
  try {
    // Written by ourselves; a foreign file fails on the next lines.
    report = JSON.parse(await readFile(file, 'utf8')) as ReportModel;
  } catch (error) {
    throw new UsageError(`--last-failed: cannot read ${file} (${(error as Error).message})`);
  }
  const failed = report.runs.filter(
    (run) => !run.control && run.status !== 'held' && run.status !== 'skipped',
  );
  if (failed.length === 0) throw new UsageError('--last-failed: everything held in the latest run');
  return [...new Set(failed.map((run) => run.scenario))];
};
