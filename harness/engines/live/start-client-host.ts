import { spawn } from 'node:child_process';
import type { QueueState } from '../../core/client.ts';
import type { Env } from '../../core/stack.ts';
import { openBoundedLog } from './bounded-log.ts';
import type { ClientAsk, ClientNews, TimedOperation } from './client-messages.ts';
import { nodeCommand } from './launch-command.ts';
import { siblingProgram } from './sibling-program.ts';

/** How the client host of a run is started. */
export interface ClientHostOptions {
  readonly scenarioFile: string;
  /** Variables of the process. */
  readonly env: Env;
  /** Variables that the stack's client is given. */
  readonly endpoints: Env;
  readonly operationLimitMs: number;
  readonly cwd: string;
  readonly logPath: string;
  readonly onNews: (news: Extract<ClientNews, { operation: string }>) => void;
}

/** The engine's hold on the process that the clients live in. */
export interface ClientHost {
  readonly pid: number | undefined;
  load(operations: readonly TimedOperation[], signal: AbortSignal): Promise<void>;
  drain(signal: AbortSignal): Promise<QueueState>;
  close(): Promise<void>;
}

type Answer = Extract<ClientNews, { id: number }>;
type Unsent<T> = T extends { readonly id: number } ? Omit<T, 'id'> : never;

interface Waiting {
  resolve(state: QueueState | undefined): void;
  reject(error: Error): void;
}

const spawnHost = ({ env, cwd, logPath }: ClientHostOptions) => {
  const [program = '', ...args] = nodeCommand(siblingProgram('client-host'));
  const log = openBoundedLog(logPath);
  const child = spawn(program, args, {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout?.on('data', log.write);
  child.stderr?.on('data', log.write);
  child.once('close', log.close);
  return { child, log };
};

const openChannel = (options: ClientHostOptions) => {
  const { child, log } = spawnHost(options);
  const waiting = new Map<number, Waiting>();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let gone: Error | undefined;
  let last = 0;
  const settle = (answer: Answer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.type === 'done') asked?.resolve(answer.state);
    else asked?.reject(new Error(`client: ${answer.message}`));
  };
  const fail = (reason: string) => {
    const lines = log.lastLines(20).join('\n');
    gone = new Error(`the client host ${reason}\n${lines}`);
    for (const asked of waiting.values()) asked.reject(gone);
    waiting.clear();
  };
  child.on('message', (raw) => {
    // Only our own client-host.ts writes to this channel.
    const news = raw as ClientNews;
    if ('operation' in news) options.onNews(news);
    else settle(news);
  });
  child.once('exit', (code, signal) => fail(`ended (${signal ?? `code ${code}`})`));
  child.once('error', (error) => fail(`could not be started: ${error.message}`));
  const ask = (what: Unsent<ClientAsk>, signal?: AbortSignal) => {
    const id = ++last;
    return new Promise<QueueState | undefined>((resolve, reject) => {
      if (gone) return reject(gone);
      signal?.throwIfAborted();
      const stop = () => {
        reject(signal?.reason);
        if (child.connected) child.send({ type: 'abort', id });
      };
      signal?.addEventListener('abort', stop, { once: true });
      const forget = () => signal?.removeEventListener('abort', stop);
      waiting.set(id, {
        resolve: (state) => {
          forget();
          resolve(state);
        },
        reject: (error) => {
          forget();
          reject(error);
        },
      });
      child.send({ ...what, id }, (error) => error && fail(`does not listen: ${error.message}`));
    });
  };
  return { child, exited, ask };
};

/** Starts the client host and lets it connect to the stack's endpoints. */
export const startClientHost = async (options: ClientHostOptions): Promise<ClientHost> => {
  const { child, exited, ask } = openChannel(options);
  const close = async () => {
    child.kill('SIGKILL');
    if (child.pid !== undefined) await exited;
  };
  const { scenarioFile, endpoints, operationLimitMs } = options;
  try {
    await ask({ type: 'connect', scenarioFile, env: endpoints, operationLimitMs });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    pid: child.pid,
    load: async (operations, signal) => void (await ask({ type: 'load', operations }, signal)),
    drain: async (signal) => {
      const state = await ask({ type: 'drain' }, signal);
      return state ?? { queued: [], deadLettered: [] };
    },
    close,
  };
};
