import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { CannotTellError } from '../../core/errors.ts';
import { reportSchema } from '../../core/report-model.ts';
import { findK6 } from '../../tools/find-k6.ts';
import { requireK6 } from './require-k6.ts';

const root = join(import.meta.dirname, '..', '..', '..');

const holdfast = async (argv: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const child = spawn(process.execPath, ['bin/holdfast.mjs', ...argv], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr };
};

test('without k6 it cannot tell, and says how to get it', () => {
  const look = () => requireK6(() => undefined);
  // Exit code 2 by the contract.
  expect(look).toThrow(CannotTellError);
  expect(look).toThrow(/no k6 here.*holdfast doctor --install.*HOLDFAST_K6/);
});

test.each([
  [['--rate', '1'], /--rate must be a whole number from 2 to 5000/],
  [['--rate', 'many'], /--rate must be a whole number/],
  [['--duration', '30'], /write it like 30s or 2m/],
  [['--duration', '10ms'], /one second at least/],
  [['--profile', 'kil'], /Allowed choices are kill, hang, 503, all/],
  [['--rates', '5'], /unknown option '--rates'[\s\S]*--rate/],
])('bad usage ends with 3 and a remedy: %j', async (argv, message) => {
  const { code, stderr } = await holdfast(['load', ...argv]);
  expect(stderr).toMatch(message);
  expect(code).toBe(3);
});

test('a variable that names no k6 is bad usage', async () => {
  const { code, stderr } = await holdfast(['load'], { HOLDFAST_K6: '/nowhere/k6' });
  expect(stderr).toContain('HOLDFAST_K6 names /nowhere/k6');
  expect(code).toBe(3);
});

test('a small load is measured, judged and reported', { timeout: 180_000 }, async (context) => {
  if (!findK6()) context.skip('no k6; npx holdfast doctor --install builds it');
  const out = await mkdtemp(join(tmpdir(), 'holdfast-load-'));
  onTestFinished(() => rm(out, { recursive: true }));
  const argv = ['--rate', '20', '--duration', '2s', '--profile', 'kill', '--json', '--out', out];
  const { code, stdout, stderr } = await holdfast(['load', ...argv]);
  expect(stderr).not.toContain('our own error');
  const report = reportSchema.parse(JSON.parse(stdout));
  expect(code).toBe(report.exitCode);
  const [baseline, kill] = report.load ?? [];
  expect(baseline).toMatchObject({ profile: 'baseline', bands: [], twice: 0, lost: 0 });
  expect(kill).toMatchObject({ profile: 'kill', twice: 0, lost: 0, rateAsked: 20 });
  expect(kill?.bands).toMatchObject([{ fault: 'kill', target: 'core', family: 'process' }]);
  expect(kill?.windows?.map(({ name }) => name)).toEqual(['before', 'during', 'after']);
  // What k6 could not begin is told as dropped: nothing is missing.
  for (const row of [baseline, kill]) {
    expect((row?.requests ?? 0) + (row?.dropped ?? 0)).toBeGreaterThanOrEqual(40);
    expect(row?.paths?.map(({ name }) => name).toSorted()).toEqual(['queue', 'sync']);
    expect(row?.p50).toBeGreaterThan(0);
  }
  expect(report.runs.map(({ scenario }) => scenario)).toContain('load-kill');
  const html = await readFile(join(out, 'latest', 'report.html'), 'utf8');
  expect(html).toContain('"profile":"kill"');
});
