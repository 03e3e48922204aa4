import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findProcesses } from './processes/find-processes.ts';
import { stopProcess } from './processes/stop-process.ts';
import { runFolder } from './run-folder.ts';
import { services } from './service-registry.ts';
import { isFree } from './start-services.ts';

/** How one `ha` command ended. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const program = join(import.meta.dirname, '..', 'ha.ts');

/** Quick timings, and checks that a busy machine does not fail. */
const settings = [
  'POLL_INTERVAL_MS=200',
  'HA_POLL_MS=200',
  'PROBE_TIMEOUT_MS=10000',
  'MODEL_LOAD_MS=1',
  'TOKEN_DELAY_MS=1',
  'ABILITY_CHECK_TIMEOUT_MS=20000',
  'RETRY_BASE_DELAY_MS=10',
];

/** A run folder of its own, and `ha` on it; for tests. Whatever runs is ended at the end. */
export async function openTestStack() {
  const root = await mkdtemp(join(tmpdir(), 'ha-'));
  const folder = runFolder(root);
  const portBase = await findPorts();
  const run = (args: readonly string[]) =>
    spawn(process.execPath, [program, '--dir', root, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    folder,
    portBase,
    /** Begins a command, for whoever wants to end it in the middle. */
    begin: (...args: readonly string[]) => run(args),
    async ha(...args: readonly string[]): Promise<CommandResult> {
      const child = run(args);
      const ended = once(child, 'close');
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      const [code] = await ended;
      return { code: code as number | null, stdout, stderr }; // the event's first value
    },
    startArgs: (...more: readonly string[]) => [
      'start',
      ...['--port-base', String(portBase)],
      ...settings.flatMap((one) => ['--set', one]),
      ...more,
    ],
    url: (role: string) =>
      `http://127.0.0.1:${portBase + services.findIndex((one) => one.role === role)}`,
    async [Symbol.asyncDispose]() {
      await Promise.all(findProcesses(folder).map((one) => stopProcess(one, 0)));
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** A stack under test. */
export type TestStack = Awaited<ReturnType<typeof openTestStack>>;

const firstPort = 10_000;
const blocks = 90;
const blockPorts = 20;

/**
 * Finds free ports below those that the harness claims and those that the system gives away; each
 * process begins at a block of its own.
 */
export async function findPorts(): Promise<number> {
  for (let step = 0; step < blocks; step++) {
    const base = firstPort + ((process.pid + step) % blocks) * blockPorts;
    const free = await Promise.all(services.map((_, index) => isFree(base + index)));
    if (free.every(Boolean)) return base;
  }
  throw new Error(`no ${blockPorts} free ports from ${firstPort} on`);
}
