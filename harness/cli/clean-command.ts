import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { listRuns, removeOldRuns } from '../store.ts';
import { openProject } from './project.ts';

const kept = 20;

const count = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('--keep must be a whole number, 0 or more.');
};

/** `holdfast clean`: removes old run folders. */
export const cleanCommand = (): Command =>
  new Command('clean')
    .description(`remove old run folders; the last ${kept} are kept`)
    .option('--keep <n>', 'how many to keep', count, kept)
    .option('--out <dir>', 'folder of the run folders (default: reports/out)')
    .option('--dry-run', 'only say what would be removed')
    .addHelpText('after', '\nExample:\n  $ npx holdfast clean --keep 5')
    .action(clean);

const clean = async (given: { keep: number; out?: string; dryRun?: true }): Promise<void> => {
  const project = await openProject();
  const out = given.out ?? join(project.root, project.config.out);
  if (given.dryRun) {
    const old = (await listRuns(out)).slice(given.keep);
    process.stdout.write(`${old.length} run folders would be removed from ${out}\n`);
    for (const name of old) process.stdout.write(`  ${name}\n`);
    return;
  }
  const removed = await removeOldRuns(out, given.keep);
  process.stdout.write(`${removed.length} run folders removed from ${out}\n`);
};
