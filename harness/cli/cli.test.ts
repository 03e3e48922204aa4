import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTinyProject, type TinyProject } from './testing/tiny-project.ts';

let project: TinyProject;
beforeAll(async () => {
  project = await createTinyProject();
  await project.scenario('fine');
});
afterAll(async () => await project[Symbol.asyncDispose]());

const kill = (atMs: number) =>
  `{ id: 1, kind: 'kill', target: 'web', params: {}, when: { atMs: ${atMs} }, heal: { afterMs: 100 } }`;

const report = async () =>
  JSON.parse(await readFile(join(project.root, 'reports/out/latest/report.json'), 'utf8'));

describe('bad usage ends with 3 and a remedy', () => {
  it.each([
    [['run', '--scenario', 'fin'], /no scenario "fin"; did you mean "fine"/],
    [['run', '--scenario', 'x*'], /no scenario "x\*"; there are: fine/],
    [['run', '--out', '/proc/holdfast'], /cannot write to the output folder \/proc\/holdfast/],
    [['run', '--seeds', '3'], /unknown option '--seeds'[\s\S]*--seed/],
    [['rum'], /unknown command 'rum'[\s\S]*run/],
    [['run', '--runs', '0'], /--runs must be a whole number, 1 or more/],
    [['run', '--seed', 'x'], /--seed must be a whole number/],
    [['run', '--time', '3'], /write it like 500ms, 30s or 2m/],
    [['run', '--engine', 'lively'], /live/],
    [['run', '--toxiproxy', 'fake'], /Allowed choices are auto, real, embedded/],
    [['replay', 'nowhere.json'], /cannot read the plan nowhere\.json \(ENOENT\)/],
    [['replay', 'package.json'], /package\.json is not a plan/],
    [['run', '--out', 'package.json'], /cannot write to the output folder package\.json/],
    [['run', '--last-failed', '--out', 'nowhere'], /--last-failed: cannot read nowhere/],
    [['explain', 'no-timeout-failovr'], /did you mean "no-timeout-failover"/],
    [['list', 'animals'], /no kind "animals"; there are scenarios/],
    [['clean', '--keep', '-1'], /keep/],
    [['report', 'nowhere'], /nowhere holds no finished run/],
    [['proxy', '--port', '70000'], /a port is a whole number from 0 to 65535/],
  ])('%j', async (argv, message) => {
    const { code, stderr } = await project.holdfast(...argv);
    expect(stderr).toMatch(message);
    expect(code).toBe(3);
  });
});

describe('a broken project ends with 3 and the name of what is broken', () => {
  const broken = async (path: string, content: string) => {
    await using other = await createTinyProject();
    await other.scenario('fine');
    await other.file(path, content);
    return await other.holdfast('run');
  };

  it.each([
    ['scenarios/a.scenario.ts', "throw new Error('no database');", /a\.scenario\.ts.*no database/],
    ['scenarios/a.scenario.ts', 'export const x = 1;', /a\.scenario\.ts exports no scenario/],
    ['holdfast.config.ts', 'export default { scenario: [] };', /holdfast\.config\.ts: .*scenario/s],
  ])('%s: %s', async (path, content, message) => {
    const { code, stderr } = await broken(path, content);
    expect(stderr).toMatch(message);
    expect(code).toBe(3);
  });

  it.each([
    ["{ kind: 'kil', target: 'web', params: {} }", /no fault "kil"; did you mean "kill"/],
    ["{ kind: 'kill', target: 'wbe', params: {} }", /no role "wbe"; did you mean "web"/],
    [
      "{ kind: 'bandwidth', target: 'client>web', params: { rate: -1 } }",
      /step 1 \(bandwidth\): .*-1/,
    ],
    [
      "{ kind: 'slicer', target: 'client>web', params: { averageBytes: 0 } }",
      /step 1 \(slicer\): averageBytes/,
    ],
  ])('a step %s', async (step, message) => {
    await using other = await createTinyProject();
    const steps = `{ id: 1, when: { atMs: 1 }, heal: 'never', ...${step} }`;
    await other.scenario('wrong', { steps });
    const { code, stderr } = await other.holdfast('run');
    expect(stderr).toMatch(message);
    expect(code).toBe(3);
  });
});

const live = ['--engine', 'live'] as const;

describe('running', () => {
  it('help ends with 0 and shows examples', async () => {
    const { code, stdout } = await project.holdfast('run', '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:/);
  });

  it('prints plans without running anything', async () => {
    const { code, stdout, stderr } = await project.holdfast('run', '--dry-run', '--seed', '9');
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^plan 1 {2}control-\w+: control run, the same load without faults, behind fine$/m,
    );
    expect(stderr).toMatch(/^plan 2 {2}fine: scenario$/m);
    expect(JSON.parse(stdout)).toMatchObject([{ seed: 9 }, { seed: 9, scenario: 'fine' }]);
  });

  it('ends with 0 when held, writes every file, and replays the saved plan', async () => {
    const { code, stdout } = await project.holdfast('run', '--scenario', 'fine', '--json', ...live);
    expect({ code, stdout: JSON.parse(stdout).status }).toEqual({ code: 0, stdout: 'held' });
    const files = await readdir(join(project.root, 'reports/out/latest'));
    expect(files).toEqual(
      expect.arrayContaining(['report.html', 'report.json', 'junit.xml', 'summary.md', 'fine']),
    );
    const plan = 'reports/out/latest/fine/plan.json';
    expect((await project.holdfast('replay', plan)).code).toBe(0);
  });

  it('ends with 1 when violated, also without faults, and prints what repeats it', async () => {
    await project.scenario('loses', { env: "{ LOSE: '1' }" });
    const { code, stdout } = await project.holdfast('run', '--scenario', 'loses', ...live);
    expect(code).toBe(1);
    expect(stdout).toMatch(/no-lost-messages/);
    expect(stdout).toMatch(/npx holdfast replay reports\/out\/\S+\/loses\/plan\.json/);
    expect((await report()).status).toBe('violated');
  });

  it('ends with 2 when a fault changed nothing', async () => {
    await project.scenario('idle', { steps: kill(3_000) });
    const { code, stdout } = await project.holdfast(
      'run',
      '--scenario',
      'idle',
      '--quiet',
      ...live,
    );
    expect(stdout).toMatch(/^inert /);
    expect(code).toBe(2);
  });

  it('ends with 2 when a service never comes up, with its last words', async () => {
    await project.scenario('exits', { env: "{ EXIT_AT_START: '1' }" });
    const { code, stderr } = await project.holdfast('run', '--scenario', 'exits', ...live);
    expect(stderr).toMatch(/web: exited with code 7[\s\S]*no configuration found/);
    expect(code).toBe(2);
  });

  it('ends with 130 after Ctrl-C, with a partial report', async () => {
    await project.scenario('long', { durationMs: 60_000 });
    const argv = ['run', '--scenario', 'long', ...live];
    const { code, stderr, stdout } = await project.interrupt(argv, /2 live runs/, 'SIGINT');
    expect(stdout).toMatch(/^INTERRUPTED after 0 of 2/);
    expect(stderr).toMatch(/SIGINT: stopping and cleaning up/);
    expect(code).toBe(130);
    expect((await report()).exitCode).toBe(130);
  });

  it('runs twice at once in one checkout', async () => {
    const run = () => project.holdfast('run', '--scenario', 'fine', '--quiet', ...live);
    const both = await Promise.all([run(), run()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
  });

  it('simulates schedules, keeps the first, and its replay leaves the same trace', async () => {
    const simulated = ['--engine', 'simulated'] as const;
    const argv = ['run', '--scenario', 'fine', '--runs', '2', '--json', ...simulated];
    const { code, stdout } = await project.holdfast(...argv);
    expect(JSON.parse(stdout).runs).toMatchObject([
      { scenario: 'fine', engine: 'simulated', schedules: 2, status: 'held' },
    ]);
    expect(code).toBe(0);
    const plan = 'reports/out/latest/simulated/fine/seed-1/plan.json';
    const again = await project.holdfast('replay', plan, ...simulated);
    expect(again.stderr).toMatch(/the same trace as the saved run/);
  });
});
