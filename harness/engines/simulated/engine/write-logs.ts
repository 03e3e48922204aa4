import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputLine } from '../world.ts';

/** Writes what each life printed below a run's folder, as live runs do: `logs/<role>.<life>.log`. */
export const writeLogs = async (folder: string, output: readonly OutputLine[]): Promise<void> => {
  const logs = join(folder, 'logs');
  await mkdir(logs, { recursive: true });
  const byLife = Map.groupBy(output, ({ host, life }) => `${host}.${life}.log`);
  for (const [name, lines] of byLife) {
    await writeFile(join(logs, name), lines.map(({ line }) => `${line}\n`).join(''));
  }
};
