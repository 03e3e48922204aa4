import { join, relative } from 'node:path';
import { Command, Option } from 'commander';
import { createRunFolder, createRunId, pointLatest } from '../store.ts';
import { mergeReports } from './merge/merge-reports.ts';
import { readReportInput, rebaseInput, reportFolder } from './merge/read-report.ts';
import { pastRuns } from './past-runs.ts';
import { openProject, type Project } from './project.ts';
import { commandLine, printEnd } from './run-and-write.ts';
import { writeReport } from './write-report.ts';

interface ReportOptions {
  readonly out?: string;
  readonly merge?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** `holdfast report [DIR…]`: writes the formats of a run again, or one report of several. */
export const reportCommand = (): Command =>
  new Command('report')
    .description('write the report of a finished run again, or merge several into one')
    .argument('[dir...]', 'run folders, or their report.json (default: the latest)')
    .addOption(new Option('--merge', 'merge also a single one, as the shards of a suite are'))
    .option('--out <dir>', 'folder of the run folders, for the merged one (default: reports/out)')
    .option('--json', 'print the merged report.json instead of the table')
    .option('--quiet', 'print only the verdict')
    .addHelpText(
      'after',
      `
Merged reports must be of one tree: another version, commit or state of the sources is refused, and so
is a schedule that two of them ran. A shard that is missing makes the result unknown. The exit code is
that of the whole.

Examples:
  $ npx holdfast report reports/out/latest
  $ npx holdfast report shards/*`,
    )
    .action(report);

const report = async (dirs: readonly string[], given: ReportOptions): Promise<void> => {
  const project = await openProject();
  const [only = join(project.root, project.config.out, 'latest')] = dirs;
  if (dirs.length > 1 || given.merge) {
    return await merge(project, dirs.length > 0 ? dirs : [only], given);
  }
  const input = await readReportInput(only);
  process.stdout.write(`${await writeReport(reportFolder(only), input)}\n`);
};

const merge = async (
  project: Project,
  dirs: readonly string[],
  given: ReportOptions,
): Promise<void> => {
  const out = given.out ?? join(project.root, project.config.out);
  const inputs = await Promise.all(dirs.map(readReportInput));
  const runId = createRunId(new Date());
  const folder = join(out, runId);
  const moved = inputs.map((input, index) => {
    const from = reportFolder(dirs[index] ?? '');
    return rebaseInput(input, { from, to: folder, root: project.root });
  });
  const facts = { runId, command: commandLine(), history: await pastRuns(folder) };
  // Refused before anything is written.
  const merged = mergeReports(moved, facts);
  await createRunFolder(out, runId);
  const html = await writeReport(folder, merged);
  await pointLatest(out, runId);
  process.exitCode = merged.report.exitCode ?? 0;
  printEnd(merged, relative(process.cwd(), html), { options: given });
};
