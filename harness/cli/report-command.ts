import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../core/errors.ts';
import type { ReportInput } from '../core/run-detail.ts';
import { openProject } from './project.ts';
import { writeReport } from './write-report.ts';

/** `holdfast report [DIR]`: writes all formats of a finished run again. */
export const reportCommand = (): Command =>
  new Command('report')
    .description('write the report of a finished run again, in every format')
    .argument('[dir]', 'a run folder (default: the latest)')
    .addHelpText('after', '\nExample:\n  $ npx holdfast report reports/out/latest')
    .action(report);

const report = async (dir: string | undefined): Promise<void> => {
  const project = await openProject();
  const folder = dir ?? join(project.root, project.config.out, 'latest');
  const file = join(folder, 'input.json');
  let input: ReportInput;
  try {
    // Written by writeReport.
    input = JSON.parse(await readFile(file, 'utf8')) as ReportInput;
  } catch (error) {
    throw new UsageError(`${folder} holds no finished run (${(error as Error).message})`);
  }
  process.stdout.write(`${await writeReport(folder, input)}\n`);
};
