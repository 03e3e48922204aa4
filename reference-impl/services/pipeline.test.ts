import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startScriptedModels } from '../pipeline/testing/scripted-models.ts';
import { openSqliteSaver } from '../savers/sqlite-saver.ts';
import { type StartedProgram, startProgram } from '../serving/start-program.ts';

const patient = { timeout: 25_000 };
const quick = { MODEL_RETRY_BASE_MS: '1', OUTBOX_RETRY_MS: '50', AGENT_WAIT_MS: '1' };

async function prepare() {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
  const models = await startScriptedModels();
  onTestFinished(async () => {
    await models[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const folders = { DATA_DIR: join(folder, 'd'), SHARED_DIR: join(folder, 's') };
  const begin = (env: Readonly<Record<string, string>> = {}) =>
    start('pipeline', { ...models.env, ...folders, ...quick, ...env });
  const own = { checkpoints: join(folder, 'd', 'checkpoints.db'), work: join(folder, 'd', 'work') };
  return { models, begin, effects: join(folder, 's', 'effects'), ...own };
}

async function start(name: string, env: Readonly<Record<string, string>> = {}) {
  const program = await startProgram(name, env);
  onTestFinished(() => program[Symbol.asyncDispose]());
  return program;
}

const post = (program: StartedProgram, id: string, text = 'a login form') =>
  fetch(`${program.url}/ideas`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, text }),
  });
// Each test says what it expects of the answer.
const get = async (program: StartedProgram, path: string) =>
  (await fetch(program.url + path)).json() as Promise<Record<string, unknown>>;
const phaseOf = (program: StartedProgram, id: string) =>
  expect.poll(async () => (await get(program, `/ideas/${id}`)).phase, patient);
const namesIn = async (folder: string) =>
  (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
const issuesOf = async (tracker: StartedProgram) => {
  const answer = await fetch(`${tracker.url}/repos/holdfast/ideas/issues?state=all&per_page=100`, {
    headers: { authorization: 'Bearer tracker-token', 'user-agent': 'test' },
  });
  return (await answer.json()) as Record<string, unknown>[]; // the stand-in's own shape
};
const hasPart = (program: StartedProgram, n: number, names: readonly string[]) =>
  names.every((name) =>
    program.events('part').some((it) => it.n === n && it.name === name && it.phase === 'done'),
  );

test('F5, F7, F8: an idea is planned, coded by three and reviewed, and its state tells it', async () => {
  const { begin, effects, work } = await prepare();
  const pipeline = await begin();
  expect((await post(pipeline, 'idea-1')).status).toBe(202);
  await phaseOf(pipeline, 'idea-1').toBe('done');
  const perfect = { mark: 'perfect', issues: [], review: expect.any(String) };
  expect(await get(pipeline, '/ideas/idea-1')).toMatchObject({
    ...{ sessionId: expect.any(String), ideaId: 'idea-1', currentMilestone: 4 },
    milestones: [{ title: 'do idea-1/plan', ...perfect }, perfect, perfect],
    ...{ degraded: false, emergency_shutdown: false, shutdown_at: null },
    ...{ interrupt_reason: null, can_resume: false },
  });
  const milestones = [1, 2, 3].map((n) => `idea-1-m${n}.json`);
  expect(await namesIn(effects)).toEqual([...milestones, 'idea-1.json']);
  expect(await readdir(join(work, 'idea-1', 'm1'))).toHaveLength(3);
  const again = await post(pipeline, 'idea-1');
  expect([again.status, (await post(pipeline, 'idea-1', 'another')).status]).toEqual([202, 409]);
  expect(pipeline.events('idea').filter(({ phase }) => phase === 'accepted')).toHaveLength(1);
  const { failover, coders } = await get(pipeline, '/status');
  expect(failover).toMatchObject({
    roles: [{ role: 'planner' }, { role: 'coder' }, { role: 'reviewer' }],
  });
  expect(coders).toBe('CLOSED');
});

test('F1: a coder times out on the first model and succeeds on the second, as a fallback', async () => {
  const { models, begin } = await prepare();
  models.behave(({ model }) => (model === 'opencode/codellama-7b' ? 'hangs' : 'answers'));
  const pipeline = await begin({ MODEL_TIME_LIMIT_MS: '300', CODERS: '1', MILESTONES_MAX: '1' });
  await post(pipeline, 'slow');
  await phaseOf(pipeline, 'slow').toBe('done');
  expect(pipeline.events('agentResult').filter(({ role }) => role === 'coder')).toMatchObject([
    { model: 'opencode/codellama-13b', fallback: true, degraded: false },
  ]);
  expect(pipeline.events('modelFailover')[0]).toMatchObject({ action: 'timedOut', try: 1 });
});

test('F5: two of three coders are 67 %: a warning, and the actions in their order', async () => {
  const { models, begin, work } = await prepare();
  models.behave(({ reference }) => (reference.includes('/coder-2/') ? 'refuses' : 'answers'));
  const tracker = await start('tracker', { ANSWER_DELAY_MS: '0' });
  const pipeline = await begin({ TRACKER_ENDPOINT: tracker.url, MILESTONES_MAX: '1' });
  await post(pipeline, 'two-of-three');
  await phaseOf(pipeline, 'two-of-three').toBe('done');
  expect(pipeline.events('milestoneRuling')).toMatchObject([
    { decision: 'continueWithWarning', succeeded: 2, total: 3, percent: 67 },
  ]);
  expect(pipeline.events('milestoneAction').map(({ action }) => action)).toEqual([
    'commit',
    'createIssue',
    'markMilestone',
    'assignIssue',
    'continue',
  ]);
  expect(await issuesOf(tracker)).toMatchObject([
    {
      title: 'two-of-three: coder-2 failed at milestone 1',
      labels: [{ name: 'pipeline' }, { name: 'partial-success' }],
      assignees: [{ login: 'maintainer' }],
    },
  ]);
  expect(await get(pipeline, '/ideas/two-of-three')).toMatchObject({
    milestones: [{ mark: 'partial success', issues: [1] }],
    degraded: false,
  });
  expect(await readdir(join(work, 'two-of-three', 'm1'))).toEqual(['coder-1.md', 'coder-3.md']);
});

test('F4, F5, F12: when all models fail, the templates are taken, flagged, after a second try', async () => {
  const { models, begin, effects } = await prepare();
  models.behave(() => 'fails');
  const pipeline = await begin();
  await post(pipeline, 'alone');
  await phaseOf(pipeline, 'alone').toBe('done');
  expect(await get(pipeline, '/ideas/alone')).toMatchObject({
    degraded: true,
    milestones: [
      { title: 'Analyze requirements', mark: 'degraded', review: expect.stringContaining('70') },
      { title: 'Implement changes', mark: 'degraded' },
    ],
  });
  const rulings = pipeline.events('milestoneRuling').map(({ n, decision }) => [n, decision]);
  const rejected = [1, 1, 2, 2].map((n) => [n, 'rejected']);
  expect(rulings).toEqual(rejected);
  const effect = JSON.parse(await readFile(join(effects, 'alone-m1.json'), 'utf8'));
  expect(effect).toMatchObject({
    how: 'degraded',
    parts: [1, 2, 3].map(() => ({ degraded: true })),
  });
  expect(pipeline.events('alert').length).toBeGreaterThanOrEqual(3);
  expect(pipeline.events('agentResult').every(({ degraded }) => degraded === true)).toBe(true);
});

test('F8, F9: FAIL_PRIMARY=true makes every role fall back, and the numbers say so', async () => {
  const { begin } = await prepare();
  const pipeline = await begin({ FAIL_PRIMARY: 'true', MILESTONES_MAX: '1' });
  await post(pipeline, 'fallen');
  await phaseOf(pipeline, 'fallen').toBe('done');
  const results = pipeline.events('agentResult');
  expect(results).toHaveLength(5);
  for (const { fallback, degraded } of results) expect([fallback, degraded]).toEqual([true, false]);
  const text = await (await fetch(`${pipeline.url}/metrics`)).text();
  expect(text).toMatch(/^failover_metric\{metric="fallbackRate",unit="percent"\} 100$/m);
  expect(text).toMatch(/^failover_metric_level\{metric="fallbackRate",level="critical"\} 1$/m);
  expect((await fetch(`${pipeline.url}/breakers/reset`, { method: 'POST' })).status).toBe(200);
});

test('F6, F7: SIGTERM in the middle of a milestone exits 0, and the resume goes on exactly there', async () => {
  const { models, begin, effects, checkpoints } = await prepare();
  models.behave(({ reference }) => (reference.includes('m2/coder-3') ? 'hangs' : 'answers'));
  const tracker = await start('tracker', { ANSWER_DELAY_MS: '0' });
  const first = await begin({ TRACKER_ENDPOINT: tracker.url });
  await post(first, 'stopped');
  await post(first, 'waiting');
  await expect.poll(() => hasPart(first, 2, ['coder-1', 'coder-2']), patient).toBe(true);
  first.signal('SIGTERM');
  expect(await first.exit()).toBe(0);
  const said = first.events('emergency').map(({ phase }) => phase);
  expect(said).toEqual(['begun', 'resumeWith', 'ended']);
  expect(first.events('emergency')[0]).toMatchObject({ reason: 'signal: SIGTERM' });
  expect(first.events('checkpoint')).toMatchObject([{ part: 'pipeline', ok: true }]);
  expect(await issuesOf(tracker)).toMatchObject([{ labels: [{}, { name: 'recovery' }] }]);

  const saver = openSqliteSaver(checkpoints);
  const saved = await saver.getTuple({ threadId: 'stopped' });
  await saver.close();
  expect(saved?.checkpoint.state).toMatchObject({
    ...{ phase: 'coding', currentMilestone: 2, emergency_shutdown: true, can_resume: true },
    ...{ shutdown_at: expect.any(String), interrupt_reason: 'signal: SIGTERM' },
    parts: [{ name: 'coder-1' }, { name: 'coder-2' }],
  });

  models.behave(() => 'answers');
  const before = models.asked.length;
  const second = await begin({ RESUME: 'true', IDEA_ID: 'stopped' });
  await phaseOf(second, 'stopped').toBe('done');
  const asked = models.asked.slice(before).map(({ reference }) => reference);
  expect(asked.slice(0, 2)).toEqual(['stopped/m2/coder-3/1', 'stopped/m2/review']);
  expect(asked.every((reference) => reference.startsWith('stopped/'))).toBe(true);
  expect(await namesIn(effects)).toHaveLength(4);
  expect(await get(second, '/ideas/stopped')).toMatchObject({
    ...{ emergency_shutdown: false, interrupt_reason: null, can_resume: false },
  });
  expect(await get(second, '/ideas/waiting')).toMatchObject({ phase: 'planning' });
});

test('F7, U9: after kill -9 no acknowledged milestone runs again, and no effect happens twice', async () => {
  const { models, begin, effects } = await prepare();
  models.behave(({ reference }) => (reference.includes('m2/review') ? 'hangs' : 'answers'));
  const first = await begin();
  await post(first, 'killed');
  const asksReview = () => models.asked.some(({ reference }) => reference.includes('m2/review'));
  await expect.poll(asksReview, patient).toBe(true);
  const before = await readFile(join(effects, 'killed-m2.json'), 'utf8');
  first.signal('SIGKILL');
  await first.exit();
  models.behave(() => 'answers');
  const count = models.asked.length;
  const second = await begin({ RESUME: 'true' });
  await phaseOf(second, 'killed').toBe('done');
  const asked = models.asked.slice(count).map(({ reference }) => reference);
  expect(asked[0]).toBe('killed/m2/review');
  expect(asked.some((reference) => reference.includes('/m1/'))).toBe(false);
  expect(await readFile(join(effects, 'killed-m2.json'), 'utf8')).toBe(before);
});

test('F6: a recovery issue that finds no tracker is kept, and opened by a later life', async () => {
  const { models, begin } = await prepare();
  models.behave(({ reference }) => (reference.includes('m1/coder-1') ? 'hangs' : 'answers'));
  const first = await begin({ TRACKER_ENDPOINT: 'http://127.0.0.1:1' });
  await post(first, 'unheard');
  await expect.poll(() => hasPart(first, 1, ['coder-2', 'coder-3']), patient).toBe(true);
  first.signal('SIGTERM');
  expect(await first.exit()).toBe(0);
  expect(first.events('issue').at(-1)).toMatchObject({ state: 'kept', onDisk: true });
  const tracker = await start('tracker', { ANSWER_DELAY_MS: '0' });
  const second = await begin({ TRACKER_ENDPOINT: tracker.url });
  const opened = () => second.events('issue').filter(({ state }) => state === 'opened').length;
  await expect.poll(opened, patient).toBe(1);
  expect(await issuesOf(tracker)).toMatchObject([
    {
      title: expect.stringContaining('signal: SIGTERM'),
      body: expect.stringContaining('RESUME=true IDEA_ID=unheard'),
      assignees: [{ login: 'maintainer' }],
    },
  ]);
});
