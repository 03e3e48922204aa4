import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReportModel } from '../../core/report-model.ts';
import { createTinyProject, type TinyProject } from '../testing/tiny-project.ts';

let project: TinyProject;
beforeAll(async () => {
  project = await createTinyProject();
  await project.scenario('fine', { durationMs: 200 });
  await project.scenario('loses', { durationMs: 200, env: "{ LOSE: '1' }" });
});
afterAll(async () => await project[Symbol.asyncDispose]());

const nightly = ['run', '--suite', 'nightly', '--engine', 'simulated', '--runs', '26', '--quiet'];

const reportIn = async (folder: string): Promise<ReportModel> =>
  JSON.parse(await readFile(join(project.root, folder, 'report.json'), 'utf8'));

/** What a report says of the schedules; how long they took is another matter. */
const says = ({ status, exitCode, runs }: ReportModel) => ({
  status,
  exitCode,
  runs: runs.map(({ wallMs: _, examples, ...run }) => ({
    ...run,
    examples: examples.map(({ seed, status: ended }) => ({ seed, ended })),
  })),
});

it('a suite in two shards on two folders, merged, says what the whole suite says', async () => {
  for (const part of ['1/2', '2/2']) {
    const out = `shard-${part[0]}`;
    await project.holdfast(...nightly, '--shard', part, '--out', out);
    // A run folder may be brought here from another machine.
    await cp(join(project.root, out, 'latest'), join(project.root, 'brought', out), {
      recursive: true,
      dereference: true,
    });
  }
  const ended = await project.holdfast('report', 'brought/shard-1', 'brought/shard-2');
  expect(ended.code).toBe(1);
  expect(ended.stdout).toMatch(/loses/);
  const merged = await reportIn('reports/out/latest');
  expect(merged.parts?.map((part) => part.shard?.index)).toEqual([1, 2]);
  for (const example of merged.runs.flatMap((run) => run.examples)) {
    expect(example.replay).toMatch(/replay brought\/shard-\d\/simulated\/\S+plan\.json/);
  }
  await project.holdfast(...nightly, '--out', 'whole');
  const whole = await reportIn('whole/latest');
  expect(whole.runs.map(({ scenario, schedules }) => [scenario, schedules])).toEqual([
    ['fine', 26],
    ['loses', 26],
  ]);
  expect(says(merged)).toEqual(says(whole));
  const alone = await project.holdfast('report', '--merge', 'brought/shard-1', '--quiet');
  // Violated if it was given the scenario that loses, else unknown.
  expect([1, 2]).toContain(alone.code);
  expect((await reportIn('reports/out/latest')).notTested.join()).toMatch(/Shard 2\/2 .* missing/);
}, 120_000);

it('a shard of another suite is refused, and so is one without a place', async () => {
  const chaos = await project.holdfast('run', '--shard', '1/2');
  expect(chaos.stderr).toMatch(/--shard splits the nightly suite: add --suite nightly/);
  expect(chaos.code).toBe(3);
  const wrong = await project.holdfast('run', '--suite', 'nightly', '--shard', '3/2');
  expect(wrong.stderr).toMatch(/--shard 3\/2: write it like 2\/8/);
  expect(wrong.code).toBe(3);
});
