import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from './core/scenario.ts';
import { type Found, findFaults, findScenarios, readConfig } from './discover.ts';
import { firstDifference } from './engines/simulated/kernel/trace.ts';
import type { FaultCatalogue } from './plan-scenario.ts';
import { runSchedules } from './schedules/schedule-pool.ts';
import { simulateOnce } from './simulate-once.ts';

/** Whole runs of a stack, beside whatever else the machine does. */
const PATIENCE_MS = 180_000;

const projectRoot = resolve(import.meta.dirname, '..');
let catalogue: FaultCatalogue;
let scenarios: readonly Found<Scenario>[];

beforeAll(async () => {
  const config = await readConfig(projectRoot);
  catalogue = await findFaults(projectRoot, config);
  scenarios = await findScenarios(projectRoot, config);
});

const simulate = (name: string, seed: number, keepTrace = false) => {
  const found = scenarios.find(({ value }) => value.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return simulateOnce({ projectRoot, found, seed, catalogue, world: { keepTrace } });
};

/** Trace and status of schedules that a worker process of its own simulates, in this order. */
const inFreshProcess = async (names: readonly string[], seed: number) => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-fresh-'));
  const schedules = names.map((name) => ({
    scenarioFile: scenarios.find(({ value }) => value.name === name)?.file ?? '',
    scenario: name,
    seed,
    folder: join(folder, name),
    keep: false,
  }));
  const lines: string[] = [];
  await runSchedules(() => schedules.shift(), {
    projectRoot,
    workers: 1,
    spare: Promise.resolve(),
    signal: new AbortController().signal,
    onOutcome: ({ schedule, status, traceHash }) =>
      lines.push(`${schedule.scenario} ${seed} ${status} ${traceHash}`),
  });
  await rm(folder, { recursive: true });
  return lines;
};

describe('a scenario of the reference stack, simulated', { timeout: PATIENCE_MS }, () => {
  it('is held, its fault had an effect, and every rule was put to the test that it is made for', async () => {
    const { judgement, history, facts } = await simulate('live-core-killed', 1);
    expect(judgement.reasons).toEqual([]);
    expect(judgement).toMatchObject({ status: 'held', effective: true });
    expect(history).toMatchObject({ engine: 'simulated', scale: 1, control: false });
    expect(facts.virtualMs).toBeGreaterThan(45_000);
  });

  it('gives one trace and one history for one seed, whatever ran before, event by event', async () => {
    const first = await simulate('web-killed-full-queue', 3, true);
    await simulate('core-too-slow', 9);
    const again = await simulate('web-killed-full-queue', 3, true);
    const lines = [first.facts.traceLines ?? [], again.facts.traceLines ?? []] as const;
    expect(firstDifference(...lines)).toBeUndefined();
    expect(lines[0].length).toBeGreaterThan(10_000);
    expect(again.facts.traceHash).toBe(first.facts.traceHash);
    expect(again.history).toEqual(first.history);
  });

  it('gives the same trace in a fresh process and in other order', async () => {
    const one = await simulate('single-failed-probes', 5);
    const other = await simulate('both-cores-down', 5);
    const lines = await inFreshProcess(['both-cores-down', 'single-failed-probes'], 5);
    expect(lines).toEqual([
      `both-cores-down 5 held ${other.facts.traceHash}`,
      `single-failed-probes 5 held ${one.facts.traceHash}`,
    ]);
  });

  it('is broken by a planted bug, which nothing but the edit explains', async () => {
    const config = await readConfig(projectRoot);
    const { findBugs } = await import('./discover.ts');
    const bugs = await findBugs(projectRoot, config);
    const bug = bugs.find(({ value }) => value.name === 'failover-on-timeout')?.value;
    if (bug === undefined) throw new Error('the zoo has lost failover-on-timeout');
    const found = scenarios.find(({ value }) => value.name === bug.scenario);
    if (found === undefined) throw new Error(`no scenario ${bug.scenario}`);
    const one = { projectRoot, found, seed: 1, catalogue };
    const [sick, well] = [
      await simulateOnce({ ...one, edits: [bug.edit] }),
      await simulateOnce(one),
    ];
    expect([sick.judgement.status, well.judgement.status]).toEqual(['violated', 'held']);
    expect(sick.judgement.reasons[0]).toContain(bug.caughtBy);
  });
});
