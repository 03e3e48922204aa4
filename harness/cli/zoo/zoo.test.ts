import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReportModel } from '../../core/report-model.ts';
import { createTinyProject, type TinyProject } from '../testing/tiny-project.ts';

const edit = (find: string, replace: string) => JSON.stringify({ file: 'web.mjs', find, replace });

const animal = (name: string, parts: { readonly edit: string; readonly caughtBy: string }) =>
  `export default { name: '${name}', edit: ${parts.edit}, breaks: 'x', standsFor: 'G11',
    scenario: 'fine', caughtBy: '${parts.caughtBy}' };`;

let project: TinyProject;
beforeAll(async () => {
  project = await createTinyProject();
  await project.scenario('fine', { durationMs: 200 });
  await mkdir(join(project.root, 'fixtures/zoo'), { recursive: true });
  const loses = { edit: edit('!process.env.LOSE', 'false'), caughtBy: 'no-lost-messages' };
  const equal = { edit: edit("response.end('{}')", "response.end('{ }')"), caughtBy: 'none' };
  await project.file('fixtures/zoo/loses.ts', animal('loses', loses));
  await project.file('fixtures/zoo/equal.ts', animal('equal', equal));
});
afterAll(async () => await project[Symbol.asyncDispose]());

const report = async (): Promise<ReportModel> =>
  JSON.parse(await readFile(join(project.root, 'reports/out/latest/report.json'), 'utf8'));

it('the zoo writes a report, prints its path, and never says that an equivalent change was caught', async () => {
  const { code, stdout } = await project.holdfast('zoo', '--budget', '2');
  expect(stdout).toMatch(/equal .* left alone .* 2 .*\(none\)/);
  expect(stdout).toMatch(/loses .* caught .* 1 .* no-lost-messages/);
  expect(stdout).toMatch(/1 of 1 planted bug caught and 1 of 1 equivalent change left alone\./);
  expect(stdout).toMatch(/Report: reports\/out\/\S+\/report\.html/);
  expect(code).toBe(0);
  expect((await report()).zoo).toMatchObject([
    { bug: 'equal', equivalent: true, status: 'caught' },
    { bug: 'loses', status: 'caught', schedules: 1 },
  ]);
}, 120_000);

it('a bug that is planted in a run is found, and the command that repeats it plants it again', async () => {
  const simulated = ['--engine', 'simulated'] as const;
  const argv = ['run', '--scenario', 'fine', '--plant', 'loses', '--runs', '1', ...simulated];
  expect((await project.holdfast(...argv)).code).toBe(1);
  const [run] = (await report()).runs;
  const replay = run?.examples[0]?.replay ?? '';
  expect(replay).toMatch(/plan\.json --plant loses --engine simulated$/);
  const again = await project.holdfast(...replay.replace('npx holdfast ', '').split(' '));
  expect(again.stderr).toMatch(/replaying fine, seed 1, saved by the simulated engine, simulated/);
  expect(again.stderr).toMatch(/with loses planted:\n {2}no faults: a control run/);
  expect(again.stderr).toMatch(/the same trace as the saved run/);
  expect(again.code).toBe(1);
  const plan = /\S+plan\.json/.exec(replay)?.[0] ?? '';
  const live = await project.holdfast('replay', plan, '--plant', 'loses', '--engine', 'live');
  expect(live.stderr).toMatch(/saved by the simulated engine, live, with loses planted/);
  expect(live.code).toBe(1);
  const saved = 'reports/out/latest/fine/plan.json';
  const back = await project.holdfast('replay', saved, '--engine', 'simulated');
  expect(back.stderr).toMatch(/saved by the live engine, simulated:/);
  expect(back.code).toBe(0);
}, 120_000);
