import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '..', '..', '..');

/** How one command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project in a temporary folder, with one tiny service and the scenarios that a test gives it. */
export interface TinyProject {
  readonly root: string;
  /** Writes a scenario of that name; see `scenarioText`. */
  scenario(name: string, parts?: ScenarioParts): Promise<void>;
  file(path: string, content: string): Promise<void>;
  holdfast(...argv: readonly string[]): Promise<Ended>;
  /** Starts a command and ends it with a signal once its output has matched. */
  interrupt(argv: readonly string[], when: RegExp, signal: NodeJS.Signals): Promise<Ended>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a tiny scenario can differ in; each is a piece of TypeScript. */
export interface ScenarioParts {
  readonly steps?: string;
  readonly env?: string;
  readonly durationMs?: number;
}

const program = `
import { createServer } from 'node:http';
import { linkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
if (process.env.EXIT_AT_START) { console.error('no configuration found'); process.exit(7); }
createServer(async (request, response) => {
  if (request.method === 'GET') return response.end('{"queued":[]}');
  let body = '';
  for await (const chunk of request) body += chunk;
  const { id, text } = JSON.parse(body);
  if (!process.env.LOSE) {
    const file = join(process.env.SHARED_DIR, 'effects', id + '.json');
    writeFileSync(file + '.tmp', JSON.stringify({ key: id, text, by: 'web' }));
    linkSync(file + '.tmp', file);
  }
  response.statusCode = 202;
  response.end('{}');
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

const stack = `
const stack = {
  name: 'tiny',
  services: [
    {
      role: 'web',
      run: { kind: 'module', path: new URL('./web.mjs', import.meta.url).pathname },
      listen: [{ env: 'PORT' }],
      ready: { kind: 'http', path: '/' },
      restart: 'no',
    },
  ],
  links: [
    {
      from: 'client',
      to: 'web',
      tell: [{ env: 'WEB', format: 'url' }],
      protocol: 'http',
      keyHeaders: ['x-idempotency-key'],
    },
  ],
  volumes: { shared: { mounts: [{ service: 'web', env: 'SHARED_DIR' }], folders: ['effects'] } },
  timings: { WAIT_MS: 100 },
  effects: { volume: 'shared', folder: 'effects', parse: (text) => JSON.parse(text) },
  promises: () => ({
    retry: [],
    requestLimitMs: {},
    graceMs: {},
    longestWaitMs: 100,
    keepsOrder: false,
  }),
  connect: ({ env }) => ({
    async send({ id, text }, signal) {
      try {
        const response = await fetch(env.WEB + '/messages', {
          method: 'POST',
          headers: { 'x-idempotency-key': id, 'x-call-id': id },
          body: JSON.stringify({ id, text }),
          signal,
        });
        return { kind: 'ok', accepted: true, status: response.status };
      } catch (error) {
        return { kind: 'unknown', error: { code: 'FETCH', message: String(error) } };
      }
    },
    drain: async () => ({ queued: [], deadLettered: [] }),
  }),
};
export { stack };
`;

const scenarioText = (name: string, parts: ScenarioParts) => `
import { noLostMessages } from '${checkout}/harness/invariants/no-lost-messages.ts';
import { stack } from '../stack.mjs';
export default {
  name: '${name}',
  about: 'A scenario of a test.',
  stack,
  workload: {
    ratePerSecond: 40,
    durationMs: ${parts.durationMs ?? 500},
    mix: { queue: 1 },
    textBytes: 20,
    conversations: 1,
    operationLimitMs: 2_000,
  },
  env: { web: ${parts.env ?? '{}'} },
  faults: () => [${parts.steps ?? ''}],
  invariants: [noLostMessages],
  exercises: [],
  live: 'chaos',
  scale: { live: 1 },
};
`;

const endOf = (argv: readonly string[], cwd: string, onOutput: Listener = () => {}) =>
  new Promise<Ended>((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1', CI: '1' };
    const child = spawn(process.execPath, [join(checkout, 'bin', 'holdfast.mjs'), ...argv], {
      cwd,
      env,
    });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        out[name] += chunk.toString();
        onOutput(out.stdout + out.stderr, (signal) => child.kill(signal));
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...out }));
  });

type Listener = (text: string, kill: (signal: NodeJS.Signals) => void) => void;

/** Creates the project; dispose of it to remove its folder. */
export const createTinyProject = async (): Promise<TinyProject> => {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-tiny-'));
  await mkdir(join(root, 'scenarios'));
  const file = (path: string, content: string) => writeFile(join(root, path), content);
  await file('package.json', '{"type":"module"}');
  await file('web.mjs', program);
  await file('stack.mjs', stack);
  return {
    root,
    file,
    scenario: (name, parts = {}) =>
      file(join('scenarios', `${name}.scenario.ts`), scenarioText(name, parts)),
    holdfast: (...argv) => endOf(argv, root),
    interrupt: (argv, when, signal) => {
      let sent = false;
      return endOf(argv, root, (text, kill) => {
        if (sent || !when.test(text)) return;
        sent = true;
        kill(signal);
      });
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
};
