import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { K6Sample } from '../../k6/k6-sample.ts';
import { runK6 } from '../../k6/run-k6.ts';
import { outcomeOfIteration } from '../../k6/sample-events.ts';
import type { LoadShape } from '../../profiles/load-profile.ts';
import type { LoadCall } from '../../results/load-calls.ts';
import { onLoopback } from '../proxy/on-loopback.ts';
import { BackendChild } from './backend-child.ts';
import { type Figures, figuresOf } from './figures.ts';
import type { Peer, PeerPlace } from './peer.ts';

/** One measurement of a proxy. */
export interface PeerTask {
  readonly peer: Peer;
  readonly profile: string;
  readonly load: LoadShape;
  readonly k6: string;
}

const callLimitMs = 10_000;

const freePort = async (): Promise<number> => {
  const server = createServer();
  server.listen(onLoopback(0));
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const startsListening = async (port: number): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(onLoopback(port));
    const up = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (up) return;
    await sleep(50);
  }
  throw new Error(`bench: nobody listens on ${port}`);
};

const startProxy = async (peer: Peer, place: PeerPlace): Promise<AsyncDisposable> => {
  const configPath = join(place.folder, `${peer.name}.conf`);
  await writeFile(configPath, peer.config(place));
  const child = spawn(peer.program, [...peer.argv(configPath, place)], { stdio: 'ignore' });
  const exit = once(child, 'exit');
  await Promise.race([
    startsListening(place.port),
    exit.then(() => {
      throw new Error(`bench: ${peer.name} ended at its start`);
    }),
  ]);
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
};

const hurt = async (backend: BackendChild, profile: string): Promise<() => Promise<void>> => {
  if (profile === 'kill') {
    await backend.kill();
    return () => backend.start();
  }
  if (profile === 'hang') {
    backend.signal('SIGSTOP');
    return async () => backend.signal('SIGCONT');
  }
  backend.behave('answers 503');
  return async () => backend.behave('works');
};

/** What a caller behind a proxy was answered is done: there is no queue behind it. */
const callOf = (sample: Extract<K6Sample, { kind: 'iteration' }>): LoadCall => {
  const outcome = outcomeOfIteration(sample);
  const endMs = sample.endedWallMs;
  return {
    path: sample.path,
    key: sample.key,
    startMs: endMs - sample.durationMs,
    endMs,
    outcome: outcome.kind,
    ...(outcome.kind === 'ok' ? { effectMs: endMs } : { code: outcome.error.code }),
    effects: 0,
    indices: [],
  };
};

const executedTwice = async (file: string): Promise<number> => {
  const keys = (await readFile(file, 'utf8')).split('\n').filter((key) => key !== '');
  return [...Map.groupBy(keys, (key) => key).values()].filter((same) => same.length > 1).length;
};

const scriptEnv = ({ load }: PeerTask, port: number) => ({
  WEB_ENDPOINT: `http://127.0.0.1:${port}`,
  RATE: String(load.ratePerSecond),
  DURATION_MS: String(load.durationMs),
  LIMIT_MS: String(callLimitMs),
  SYNC_VUS: String(Math.ceil(load.ratePerSecond * 2.5) + 10),
  QUEUE_VUS: String(Math.ceil(load.ratePerSecond * 2.5) + 10),
});

/** Puts two backends behind a proxy, loads it, and hurts the first in the middle. */
export const measurePeer = async (task: PeerTask): Promise<Figures> => {
  const { durationMs } = task.load;
  await using undo = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'logs'));
  const executions = join(folder, 'executions');
  await writeFile(executions, '');
  const begun = Promise.withResolvers<void>();
  const [port, one, other] = [await freePort(), await freePort(), await freePort()];
  const primary = new BackendChild(one, executions, begun.resolve);
  const standby = new BackendChild(other, executions, begun.resolve);
  undo.defer(() => primary.kill());
  undo.defer(() => standby.kill());
  await Promise.all([primary.start(), standby.start()]);
  undo.use(await startProxy(task.peer, { folder, port, primary: one, standby: other }));
  const stop = new AbortController();
  undo.defer(() => stop.abort());
  const { signal } = stop;
  const disturbed = (async () => {
    await begun.promise;
    await sleep(durationMs * 0.4, undefined, { signal });
    const heal = await hurt(primary, task.profile);
    await sleep(durationMs * 0.3, undefined, { signal });
    await heal();
  })();
  disturbed.catch(() => {});
  const samples = await runK6({ path: task.k6, folder, env: scriptEnv(task, port), signal });
  await disturbed;
  // What a stopped backend finishes on waking counts too.
  await sleep(500);
  const calls = samples
    .flatMap((sample) => (sample.kind === 'iteration' ? [callOf(sample)] : []))
    .toSorted((a, b) => a.startMs - b.startMs);
  const dropped = samples.reduce((sum, it) => sum + (it.kind === 'dropped' ? it.count : 0), 0);
  return figuresOf(calls, { twice: await executedTwice(executions), dropped });
};
