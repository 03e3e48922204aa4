import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sampleInput } from '../../reports/sample/sample-input.ts';
import { pastRun, pastRuns } from './past-runs.ts';

const { report } = sampleInput({ violated: true });

let out = '';
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'holdfast-past-'));
});
afterEach(async () => await rm(out, { recursive: true }));

const idAt = (minute: number) => `20261122T08${String(minute).padStart(2, '0')}00-abcdef`;

const save = async (minute: number, text: string) => {
  const folder = join(out, idAt(minute));
  await mkdir(folder);
  await writeFile(join(folder, 'report.json'), text);
};

it('finds the newest 20 reports beside a run that are older than it, oldest first', async () => {
  for (let minute = 1; minute <= 24; minute += 1)
    await save(minute, JSON.stringify({ ...report, runId: idAt(minute) }));
  const found = await pastRuns(join(out, idAt(23)));
  expect(found.map(({ runId }) => runId)).toEqual(
    Array.from({ length: 20 }, (_, at) => idAt(at + 3)),
  );
});

it('passes over runs without a report, and reports that cannot be read', async () => {
  await mkdir(join(out, idAt(1)));
  await save(2, '{"schema":1,');
  await save(3, '{"schema":2,"runs":[]}');
  expect(await pastRuns(join(out, idAt(9)))).toEqual([]);
});

it('counts no control run, and says of each scenario the worst that it ended with', () => {
  const past = pastRun(report);
  const runs = report.runs.filter((run) => !run.control);
  expect(past.held).toBe(runs.filter((run) => run.status === 'held').length);
  expect(past.runs).toBe(runs.filter((run) => run.status !== 'skipped').length);
  expect(past.scenarios?.['control-1']).toBeUndefined();
  expect(past.scenarios?.[runs[0]?.scenario ?? '']).toBe('violated');
});
