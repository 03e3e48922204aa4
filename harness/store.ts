import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import {
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { UsageError } from './core/errors.ts';
import type { FaultStep } from './core/fault.ts';
import type { Event, History } from './core/history.ts';
import { type Plan, planSchema } from './core/plan.ts';

/** A run id: when it started, and something that two starts in one second do not share. */
export const createRunId = (startedAt: Date): string =>
  `${startedAt.toISOString().replace(/[-:]/g, '').slice(0, 15)}-${randomBytes(3).toString('hex')}`;

const idPattern = /^\d{8}T\d{6}-[0-9a-f]{6}$/;

/** Makes the folder of a run; a UsageError says why it cannot be written. */
export const createRunFolder = async (out: string, id: string): Promise<string> => {
  const folder = join(out, id);
  try {
    await makeFolders(resolve(folder));
    await writeFile(join(folder, '.writable'), '');
    await rm(join(folder, '.writable'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UsageError(
      `cannot write to the output folder ${out} (${code}); choose one with --out`,
    );
  }
  return folder;
};

/** One level at a time: Node's recursive mkdir never ends where a file system refuses with ENOENT. */
const makeFolders = async (folder: string): Promise<void> => {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() || folder === dirname(folder)) return;
  await makeFolders(dirname(folder));
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    // Another run may have made it meanwhile.
    if (error.code !== 'EEXIST' || found) throw error;
  });
};

/** Points `latest` at a run. Two runs at once may race: the rename is atomic, the later one wins. */
export const pointLatest = async (out: string, id: string): Promise<void> => {
  const draft = join(out, `.latest-${id}`);
  await symlink(id, draft);
  await rename(draft, join(out, 'latest'));
};

/** Saves a plan under a folder, before its run: one that never comes up can be repeated too. */
export const savePlan = async (folder: string, plan: Plan): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
};

/** Saves a plan and a history under a folder, one event a line. */
export const saveHistory = async (folder: string, history: History): Promise<void> => {
  await savePlan(folder, history.plan);
  const { events, ...head } = history;
  const lines = function* () {
    yield `${JSON.stringify(head)}\n`;
    for (const event of events) yield `${JSON.stringify(event)}\n`;
  };
  await pipeline(lines, createWriteStream(join(folder, 'history.jsonl')));
};

/** Reads a saved history back. */
export const readHistory = async (file: string): Promise<History> => {
  const lines = createInterface({ input: createReadStream(file) });
  const parsed: unknown[] = [];
  for await (const line of lines) if (line !== '') parsed.push(JSON.parse(line));
  const [head, ...events] = parsed;
  // Written by saveHistory above: the head is a history without its events.
  return { ...(head as Omit<History, 'events'>), events: events as Event[] };
};

/** Reads a saved plan; a UsageError names the file and the first thing that is wrong with it. */
export const readPlan = async (file: string): Promise<Plan> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UsageError(`cannot read the plan ${file} (${code}); give the path of a plan.json`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
  }
  const parsed = planSchema.safeParse(json);
  if (!parsed.success)
    throw new UsageError(`${file} is not a plan: ${z.prettifyError(parsed.error)}`);
  // The schema knows the same fields; only the optional ones are typed more loosely there.
  return { ...parsed.data, steps: parsed.data.steps as readonly FaultStep[] };
};

/** Run folders, newest first. Anything else that lies beside them is not ours to touch. */
export const listRuns = async (out: string): Promise<readonly string[]> => {
  const names = await readdir(out).catch(() => []);
  return names
    .filter((name) => idPattern.test(name))
    .sort()
    .reverse();
};

/** Removes all but the newest `keep` run folders, `latest`, and what is still being written; returns the removed. */
export const removeOldRuns = async (out: string, keep: number): Promise<readonly string[]> => {
  const removed: string[] = [];
  const latest = await readlink(join(out, 'latest')).catch(() => undefined);
  for (const name of (await listRuns(out)).slice(keep)) {
    if (name === latest) continue;
    const folder = join(out, name);
    if (!(await isFinished(folder))) continue;
    await rm(folder, { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
};

const dayMs = 24 * 60 * 60 * 1000;

/** A run without a report is still going, unless it is older than any run can be. */
const isFinished = async (folder: string): Promise<boolean> => {
  const report = await stat(join(folder, 'report.json')).catch(() => undefined);
  return report !== undefined || Date.now() - (await stat(folder)).mtimeMs > dayMs;
};
