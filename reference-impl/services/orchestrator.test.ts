import { spawnSync } from 'node:child_process';
import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startMisbehavingServer } from '../client/misbehaving-server.ts';
import { startProgram } from '../serving/start-program.ts';

const patient = { timeout: 20_000 };
const files = 4000;

test('B5: /live fails when the watchdog hangs, and answers all the same', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'orchestrator-'));
  const own = (part: string) => join(folder.path, part);
  await mkdir(own('data'));
  // The first poll keeps its state; a pipe that nobody reads holds that up for ever.
  spawnSync('/usr/bin/env', ['mkfifo', join(own('data'), 'watchdog.json.tmp')]);
  await using cores = await startMisbehavingServer({ status: 200, body: '{}' });
  await using program = await startProgram('orchestrator', {
    ...{ LIVE_ENDPOINT: cores.url, CANDIDATE_ENDPOINT: cores.url },
    ...{ DATA_DIR: own('data'), SHARED_DIR: own('shared') },
    ...{ POLL_INTERVAL_MS: '20', PROBE_TIMEOUT_MS: '200' },
  });
  const live = () => fetch(`${program.url}/live`);
  await expect.poll(async () => (await live()).status, patient).toBe(503);
  expect(await (await live()).json()).toMatchObject({
    live: false,
    reasons: [expect.stringContaining('the watchdog')],
  });
});

test('G20: maintenance ends a sync that runs already, between two files', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'orchestrator-'));
  const own = (part: string) => join(folder.path, part);
  const vectors = join(own('live'), 'session_vectors');
  for (const path of [vectors, own('candidate'), own('shared')]) {
    await mkdir(path, { recursive: true });
  }
  for (let n = 0; n < files; n += 1) await writeFile(join(vectors, `s${n}.json`), '{}');
  await using cores = await startMisbehavingServer({ status: 200, body: '{}' });
  await using program = await startProgram('orchestrator', {
    ...{ LIVE_ENDPOINT: cores.url, CANDIDATE_ENDPOINT: cores.url, PROBE_TIMEOUT_MS: '10000' },
    ...{ LIVE_STATE_DIR: own('live'), CANDIDATE_STATE_DIR: own('candidate') },
    ...{ DATA_DIR: own('data'), SHARED_DIR: own('shared') },
  });
  const phase = (name: string) => program.events('sync').find((one) => one.phase === name);
  await expect.poll(() => phase('begin'), { ...patient, interval: 5 }).toBeDefined();
  await writeFile(join(own('shared'), 'ha_maintenance'), '');
  await expect.poll(() => phase('end'), patient).toMatchObject({ paused: true });
  expect(phase('end')?.copied).not.toHaveLength(files);
});
