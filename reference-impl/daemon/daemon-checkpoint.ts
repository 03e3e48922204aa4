import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../durable/replace-file.ts';

const checkpointSchema = z.looseObject({
  last_cycle_utc: z.string(),
  last_status: z.string(),
  /** Below the generation's folder. */
  last_report_dir: z.string(),
  cycle: z.int().min(1),
  /** The tenure that ran the cycle. */
  generation: z.int().min(1),
});

/** How far a daemon has come (B1). */
export type DaemonCheckpoint = z.infer<typeof checkpointSchema>;

/** What is known of a daemon's past, newest last, and what of its files could not be read. */
export interface DaemonPast {
  readonly newest: DaemonCheckpoint | undefined;
  readonly history: readonly DaemonCheckpoint[];
  readonly damaged: readonly string[];
}

/** Where the checkpoint and its history lie below a generation's folder. */
export const checkpointNames = {
  current: 'daemon_checkpoint.json',
  history: join('checkpoint_history', 'checkpoints.jsonl'),
} as const;

/**
 * Writes a checkpoint: first into the history, which keeps the last `historyMax`, then as the current
 * one. Both are replaced as a whole, so a crash at any instant leaves each old or new.
 */
export async function writeCheckpoint(
  folder: string,
  checkpoint: DaemonCheckpoint,
  historyMax: number,
): Promise<void> {
  const past = await readCheckpoints(folder);
  const earlier = past.history.filter(({ cycle }) => cycle < checkpoint.cycle);
  const kept = [...earlier, checkpoint].slice(-historyMax);
  const lines = kept.map((one) => `${JSON.stringify(one)}\n`).join('');
  await mkdir(join(folder, 'checkpoint_history'), { recursive: true });
  await replaceFile(join(folder, checkpointNames.history), lines);
  const text = `${JSON.stringify(checkpoint, null, 2)}\n`;
  await replaceFile(join(folder, checkpointNames.current), text);
}

/**
 * Reads how far a daemon has come: the newest of what the current file and the history say, so that a
 * damaged one costs nothing that the other has.
 */
export async function readCheckpoints(folder: string): Promise<DaemonPast> {
  const damaged: string[] = [];
  const read = async (name: string): Promise<readonly DaemonCheckpoint[]> => {
    const text = await readOrEmpty(join(folder, name));
    const parts = name === checkpointNames.current ? [text] : text.split('\n');
    return parts.flatMap((part, place) => {
      if (part.trim() === '') return [];
      const checkpoint = parse(part);
      if (checkpoint === undefined) damaged.push(`${name}:${place + 1}`);
      return checkpoint ?? [];
    });
  };
  const [current] = await read(checkpointNames.current);
  const history = await read(checkpointNames.history);
  const last = history.at(-1);
  const newest = (last?.cycle ?? 0) > (current?.cycle ?? 0) ? last : current;
  return { newest, history, damaged };
}

function parse(text: string): DaemonCheckpoint | undefined {
  try {
    return checkpointSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
