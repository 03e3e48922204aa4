import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import {
  closedAddress,
  type Misbehaviour,
  startMisbehavingServer,
} from '../client/misbehaving-server.ts';

const patient = { timeout: 20_000 };

const program = join(import.meta.dirname, 'web.ts');
const answer: Misbehaviour = {
  status: 200,
  body: '{"key":"k","answer":"yes","model":"m","executedBy":"core","replayed":false}',
};

type Line = { readonly event?: string } & Readonly<Record<string, unknown>>;

interface Web {
  readonly url: string;
  readonly process: ChildProcess;
  readonly lines: readonly Line[];
  events(event: string): readonly Line[];
  ended(): Promise<number | null>;
  post(path: string, key: string): Promise<Response>;
  queue(): Promise<{ pending: string[]; inFlight: string[]; answered: number }>;
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'web-program-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function startServer(...behaviours: Misbehaviour[]) {
  const server = await startMisbehavingServer(...behaviours);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

function spawnWeb(env: Record<string, string>) {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, PORT: '0', RETRY_BASE_DELAY_MS: '5', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit').then(([code]) => code as number | null); // the event's first value
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return { child, exit };
}

async function startWeb(env: Record<string, string>): Promise<Web> {
  const { child, exit } = spawnWeb(env);
  const lines: Line[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    child.stderr.on('data', (text) => reject(new Error(String(text))));
    createInterface(child.stdout).on('line', (text) => {
      const line: Line = JSON.parse(text);
      lines.push(line);
      if (line.event === 'started') resolve(Number(line.port));
    });
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    process: child,
    lines,
    events: (event) => lines.filter((line) => line.event === event),
    ended: () => exit,
    post: (path, key) =>
      fetch(url + path, {
        method: 'POST',
        body: JSON.stringify({ text: `text of ${key}` }),
        headers: { 'content-type': 'application/json', 'x-idempotency-key': key },
      }),
    queue: async () => (await fetch(`${url}/queue`)).json() as ReturnType<Web['queue']>,
  };
}

test('G11, G12: what was accepted before a kill -9 is delivered by the next life', async () => {
  const DATA_DIR = await newFolder();
  const core = await startServer('hang');
  const first = await startWeb({ DATA_DIR, CORE_ENDPOINT: core.url });
  const keys = Array.from({ length: 40 }, (_, n) => `k${n}`);
  const replies = await Promise.all(keys.map((key) => first.post('/messages', key)));
  expect(replies.map((reply) => reply.status)).toEqual(keys.map(() => 202));
  await expect.poll(() => core.requests.length, patient).toBe(8);
  first.process.kill('SIGKILL');
  await first.ended();
  const sound = await startServer(answer);
  const second = await startWeb({ DATA_DIR, CORE_ENDPOINT: sound.url });
  await expect.poll(async () => (await second.queue()).answered, patient).toBe(40);
  expect(second.events('queueRecovered')[0]).toMatchObject({ returned: 8, damagedBytes: 0 });
  const delivered = sound.requests.map((request) => request.headers['x-idempotency-key']);
  expect(delivered.sort()).toEqual(keys.sort());
});

test('G4, G28: with the live core down both paths are served by the candidate', async () => {
  const candidate = await startServer(answer);
  const web = await startWeb({
    DATA_DIR: await newFolder(),
    CORE_ENDPOINT: await closedAddress(),
    CORE_FALLBACK_ENDPOINT: candidate.url,
  });
  const chat = await web.post('/chat', 'k1');
  expect(await chat.json()).toEqual({ id: 'k1', answer: 'yes', model: 'm', degraded: false });
  await web.post('/messages', 'k2');
  await expect.poll(async () => (await web.queue()).answered, patient).toBe(1);
  expect(web.events('retry').filter((line) => line.key === 'k1')).toHaveLength(3);
  expect(web.events('failover').map((line) => [line.key, line.trigger])).toEqual([
    ['k1', 'error'],
    ['k2', 'error'],
  ]);
});

test('G32: while the HA state is failover_active new calls do not touch the live core', async () => {
  const live = await startServer(answer);
  const candidate = await startServer(answer);
  const orchestrator = await startServer({
    status: 200,
    body: '{"state":"failover_active","since":1}',
  });
  const web = await startWeb({
    DATA_DIR: await newFolder(),
    CORE_ENDPOINT: live.url,
    CORE_FALLBACK_ENDPOINT: candidate.url,
    HA_STATUS_ENDPOINT: orchestrator.url,
    HA_POLL_MS: '200',
  });
  await expect.poll(() => web.events('stateRoute').length, patient).toBe(1);
  expect((await web.post('/chat', 'k1')).status).toBe(200);
  expect([live.requests.length, candidate.requests.length]).toEqual([0, 1]);
  expect(web.events('stateRoute').map((line) => line.to)).toEqual(['candidate']);
});

test('SIGTERM lets what is in flight finish, and exits with 0', async () => {
  const DATA_DIR = await newFolder();
  const core = await startServer('hang');
  const web = await startWeb({ DATA_DIR, CORE_ENDPOINT: core.url, SHUTDOWN_DRAIN_MS: '150' });
  await web.post('/messages', 'k1');
  const chat = web.post('/chat', 'k2');
  await expect.poll(() => core.requests.length, patient).toBe(2);
  web.process.kill('SIGTERM');
  expect(await (await chat).json()).toMatchObject({ error: { code: 'stopping' } });
  expect(await web.ended()).toBe(0);
  expect(web.events('shutdown').map((line) => line.phase)).toEqual([
    'signalled',
    'drained',
    'exiting',
  ]);
  const again = await startWeb({ DATA_DIR, CORE_ENDPOINT: (await startServer(answer)).url });
  await expect.poll(async () => (await again.queue()).answered, patient).toBe(1);
  expect(again.events('queueRecovered')[0]).toMatchObject({ returned: 0 });
});

test('a bad variable is named on standard error, and the exit code is 1', async () => {
  const { child, exit } = spawnWeb({ QUEUE_POLL_MS: 'often' });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  expect(await exit).toBe(1);
  expect(said).toContain('QUEUE_POLL_MS is "often"; allowed: a number of milliseconds');
  expect(said).toContain('CORE_ENDPOINT is not set');
});
