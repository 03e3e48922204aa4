import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from './core/errors.ts';
import type { History } from './core/history.ts';
import {
  createRunFolder,
  createRunId,
  listRuns,
  pointLatest,
  readHistory,
  readPlan,
  removeOldRuns,
  saveHistory,
} from './store.ts';

let out = '';
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'holdfast-store-'));
});
afterEach(() => rm(out, { recursive: true, force: true }));

const history: History = {
  engine: 'live',
  control: false,
  plan: {
    schema: 1,
    scenario: 'test',
    seed: 7,
    workload: {
      ratePerSecond: 1,
      durationMs: 1_000,
      mix: { queue: 1 },
      textBytes: 10,
      conversations: 1,
      operationLimitMs: 100,
    },
    steps: [
      {
        id: 1,
        kind: 'kill',
        target: 'core',
        params: {},
        when: { signal: 'haState', where: { to: 'failed' } },
        heal: { afterMs: 5 },
      },
    ],
  },
  scale: 0.1,
  links: [],
  promises: {
    retry: [],
    requestLimitMs: {},
    graceMs: {},
    longestWaitMs: 1,
    keepsOrder: false,
  },
  toxiproxy: null,
  events: [
    { type: 'mark', index: 0, atMs: 0, what: 'loadBegins' },
    { type: 'mark', index: 1, atMs: 5, what: 'loadEnds' },
  ],
};

describe('the store', () => {
  it('reads back what it wrote', async () => {
    await saveHistory(out, history);
    expect(await readHistory(join(out, 'history.jsonl'))).toEqual(history);
    expect(await readPlan(join(out, 'plan.json'))).toEqual(history.plan);
  });

  it.each([
    ['missing.json', undefined, /cannot read the plan .*ENOENT/],
    ['text.json', 'no json', /is not JSON/],
    ['other.json', '{"schema":1}', /is not a plan/],
    ['old.json', JSON.stringify({ ...history.plan, schema: 0 }), /is not a plan/],
  ])('says what is wrong with %s', async (name, content, message) => {
    const file = join(out, name);
    if (content !== undefined) await writeFile(file, content);
    await expect(readPlan(file)).rejects.toThrow(UsageError);
    await expect(readPlan(file)).rejects.toThrow(message);
  });

  it('says that an output folder cannot be written', async () => {
    const file = join(out, 'file');
    await writeFile(file, '');
    await expect(createRunFolder(file, 'x')).rejects.toThrow(/cannot write to the output folder/);
  });

  it('points latest at the newest run, also when it pointed elsewhere', async () => {
    for (const id of ['a', 'b']) {
      await mkdir(join(out, id));
      await writeFile(join(out, id, 'name'), id);
      await pointLatest(out, id);
    }
    expect(await readFile(join(out, 'latest', 'name'), 'utf8')).toBe('b');
  });

  it('removes old finished runs, but not the latest, a running one or what is not its own', async () => {
    const ids = [1, 2, 3, 4].map((second) => createRunId(new Date(second * 1_000)));
    for (const id of ids) {
      await mkdir(join(out, id));
      if (id !== ids[0]) await writeFile(join(out, id, 'report.json'), '{}');
    }
    await mkdir(join(out, 'mine'));
    await pointLatest(out, ids[1] ?? '');
    expect(await listRuns(out)).toEqual([...ids].reverse());
    expect(await removeOldRuns(out, 1)).toEqual([ids[2]]);
    expect(await listRuns(out)).toEqual([ids[3], ids[1], ids[0]]);
  });
});
