import { spawn } from 'node:child_process';
import { closeSync, createReadStream, openSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CannotTellError } from '../../harness/core/errors.ts';
import type { Env } from '../../harness/core/stack.ts';
import { type K6Sample, readK6Sample } from './k6-sample.ts';

/** One run of k6. */
export interface K6Job {
  /** The program. */
  readonly path: string;
  /** Where its log and its output go. */
  readonly folder: string;
  readonly env: Env;
  readonly signal: AbortSignal;
}

const script = fileURLToPath(new URL('../scripts/two-paths.ts', import.meta.url));
const settings = fileURLToPath(new URL('../scripts/no-settings.json', import.meta.url));

const argvOf = (output: string): readonly string[] => [
  'run',
  '--quiet',
  '--no-color',
  '--no-usage-report',
  // Neither a server nor a person's own settings: a run is the same everywhere.
  '--address=',
  `--config=${settings}`,
  '--summary-mode=disabled',
  `--out=json=${output}`,
  script,
];

/** Runs k6 until it has ended by itself, or the signal ends it, and reads what it told. */
export const runK6 = async (job: K6Job): Promise<readonly K6Sample[]> => {
  const output = join(job.folder, 'k6.json');
  const logPath = join(job.folder, 'logs', 'k6.log');
  job.signal.throwIfAborted();
  const log = openSync(logPath, 'w');
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  const child = spawn(job.path, argvOf(output), {
    stdio: ['ignore', log, log],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...job.env },
  });
  closeSync(log);
  child.once('error', reject);
  child.once('exit', resolve);
  const end = () => child.kill('SIGKILL');
  job.signal.addEventListener('abort', end, { once: true });
  try {
    const code = await promise;
    job.signal.throwIfAborted();
    if (code !== 0) {
      const said = readFileSync(logPath, 'utf8').trim().split('\n').at(-1) ?? '';
      throw new CannotTellError(`k6 ended with ${code}: ${said} (${logPath})`);
    }
    return await readSamples(output);
  } finally {
    job.signal.removeEventListener('abort', end);
    await rm(output, { force: true });
  }
};

const readSamples = async (file: string): Promise<readonly K6Sample[]> => {
  const samples: K6Sample[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const sample = readK6Sample(line);
    if (sample !== undefined) samples.push(sample);
  }
  return samples;
};
