import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { CannotTellError } from '../core/errors.ts';
import { claimApiPort } from './claim-api-port.ts';
import type { RunningToxiproxy } from './start-toxiproxy.ts';
import { createToxiproxyDriver } from './toxiproxy-driver.ts';

const START_LIMIT_MS = 10_000;
const STOP_LIMIT_MS = 1_000;

interface ChildOptions {
  readonly path: string;
  readonly port: number;
  readonly logPath?: string;
}

/** Starts the real server as a child process and polls GET /version until it answers. */
export async function startToxiproxyChild(options: ChildOptions): Promise<RunningToxiproxy> {
  const port = await claimApiPort(options.port);
  const log = options.logPath === undefined ? 'ignore' : openSync(options.logPath, 'a');
  const child = spawn(options.path, ['-host', '127.0.0.1', '-port', String(port)], {
    stdio: ['ignore', log, log],
    // One line per connection is what it writes by default: too much for a run under load.
    env: { LOG_LEVEL: 'warn', ...process.env },
  });
  if (typeof log === 'number') closeSync(log);
  const url = `http://127.0.0.1:${port}`;
  const spawned = once(child, 'spawn');
  await spawned;
  try {
    const version = await firstVersion(child, url, options);
    const { pid } = child;
    const close = () => stop(child);
    return { backend: 'real', version, url, ...(pid === undefined ? {} : { pid }), close };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function firstVersion(
  child: ChildProcess,
  url: string,
  options: ChildOptions,
): Promise<string> {
  const driver = createToxiproxyDriver(url, { timeoutMs: 1_000 });
  const stopAtMs = performance.now() + START_LIMIT_MS;
  while (child.exitCode === null && child.signalCode === null && performance.now() < stopAtMs) {
    try {
      return await driver.version();
    } catch {
      await delay(10);
    }
  }
  const end = child.exitCode ?? child.signalCode;
  const what = end === null ? `did not answer within ${START_LIMIT_MS} ms` : `ended (${end})`;
  const log = options.logPath === undefined ? '' : `\n${tailOf(options.logPath)}`;
  throw new CannotTellError(`Toxiproxy (${options.path}) at ${url} ${what}${log}`);
}

function tailOf(logPath: string): string {
  return readFileSync(logPath, 'utf8').split('\n').slice(-20).join('\n');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await exit;
  clearTimeout(timer);
}
