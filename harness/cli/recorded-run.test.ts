import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { History } from '../core/history.ts';
import { reportSchema } from '../core/report-model.ts';
import type { Scenario } from '../core/scenario.ts';
import { type Found, findFaults, findScenarios } from '../discover.ts';
import { judge } from '../judge.ts';
import type { FaultCatalogue } from '../plan-scenario.ts';
import { controlPlan } from '../plan-scenario.ts';
import { readHistory } from '../store.ts';
import type { Job, JobResult } from '../suite.ts';
import { openProject, type Project } from './project.ts';
import { reportInput } from './report-input.ts';
import { noSimulation } from './simulate-suite.ts';

const root = join(import.meta.dirname, '../..');
const recorded = join(root, 'fixtures/histories/live-core-killed');

let history: History;
let project: Project;
let found: Found<Scenario>;
let catalogue: FaultCatalogue;

beforeAll(async () => {
  history = await readHistory(join(recorded, 'history.jsonl'));
  project = await openProject(root);
  const scenarios = await findScenarios(root, project.config);
  const named = scenarios.find(({ value }) => value.name === history.plan.scenario);
  if (!named) throw new Error(`the recorded run is of ${history.plan.scenario}, which is gone`);
  found = named;
  catalogue = await findFaults(root, project.config);
});

const scenarioResult = (): JobResult => ({
  name: found.value.name,
  purpose: 'scenario',
  found,
  plan: history.plan,
  wallMs: 9000,
  folder: join(root, 'reports/out/recorded', found.value.name),
  ended: 'judged',
  history,
  judgement: judge(found.value, history),
});

const controlJob = (): Job => ({
  name: 'control-1',
  purpose: 'control',
  found,
  plan: controlPlan(history.plan),
});

/** A control run as the suite hands it over; its own history is of no interest here. */
const controlResult = (status: 'held' | 'violated' | 'unknown'): JobResult => {
  const plan = controlPlan(history.plan);
  const place = { wallMs: 8000, folder: join(root, 'reports/out/recorded/control-1') };
  if (status === 'unknown') {
    return { ...controlJob(), ...place, ended: 'unknown', because: 'web never came up' };
  }
  const reasons = status === 'violated' ? ['no-lost-messages: m-1 was lost'] : [];
  const verdicts = [
    {
      invariant: 'no-lost-messages',
      about: '',
      status,
      checked: 1,
      because: 'm-1 was lost',
      witnesses: [],
    },
  ];
  return {
    ...controlJob(),
    ...place,
    ended: 'judged',
    history: { ...history, control: true, plan, events: [] },
    judgement: { status, verdicts, effective: false, reasons },
  };
};

const inputWith = (control: JobResult) => {
  const results = [control, scenarioResult()];
  return reportInput({
    project,
    runId: '20261122T000000-abcdef',
    folder: join(root, 'reports/out/recorded'),
    startedAt: new Date('2026-11-22T00:00:00Z'),
    wallMs: 17_000,
    command: 'npx holdfast run',
    seed: 1,
    engine: 'live',
    catalogue,
    jobs: results,
    results,
    controlOf: new Map([[found.value.name, 'control-1']]),
    notTested: [],
    simulation: noSimulation,
    hunted: { kills: [], undecided: [] },
    engines: ['live', 'simulated'],
    doubts: [],
  });
};

describe('a recorded run', () => {
  it('is judged as it was when it was recorded', () => {
    const { status, effective, verdicts } = judge(found.value, history);
    expect({ status, effective }).toEqual({ status: 'held', effective: true });
    const held = verdicts.filter((one) => one.status === 'held').map((one) => one.invariant);
    expect(held).toEqual(expect.arrayContaining([...(found.value.mustCheck ?? [])]));
  });

  it('makes a report that is valid, with the numbers that the events have', async () => {
    const { report, details } = await inputWith(controlResult('held'));
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    const count = (test: (event: History['events'][number]) => boolean) =>
      history.events.filter(test).length;
    const run = report.runs.find((one) => one.scenario === found.value.name);
    expect(run?.operations.ok).toBe(
      count((event) => event.type === 'complete' && event.outcome.kind === 'ok'),
    );
    expect(report.messages).toMatchObject({
      attempted: count((event) => event.type === 'invoke'),
      delivered: count((event) => event.type === 'effect'),
      lost: 0,
    });
    const detail = details.find((one) => one.scenario === found.value.name);
    expect(detail?.exchanges).toHaveLength(count((event) => event.type === 'exchange'));
    expect(detail?.lanes.queue).toHaveLength(
      count((event) => event.type === 'signal' && event.name === 'queue'),
    );
  });

  it('shows no death where the harness only tidied up', async () => {
    const { details } = await inputWith(controlResult('held'));
    const detail = details.find((one) => one.isControl !== true);
    const lanes = detail?.lanes.processes ?? [];
    const dead = lanes.filter(({ spans }) => spans.some(({ value }) => value === 'dead'));
    expect(dead.map(({ role }) => role)).toEqual(['core']);
    for (const { spans } of lanes) {
      expect(spans.at(-1)).toMatchObject({ value: 'up', toMs: detail?.endMs });
    }
  });
});

describe('control runs', () => {
  it('count as no scenario, no schedule and no message', async () => {
    const { report } = await inputWith(controlResult('held'));
    const [control, run] = report.runs;
    expect(control).toMatchObject({ control: true, schedules: 0, effective: 0, violated: 0 });
    expect(control?.comparedWith).toBeUndefined();
    expect(run).toMatchObject({
      control: false,
      schedules: 1,
      effective: 1,
      comparedWith: { name: 'control-1', held: true },
    });
    expect(report.status).toBe('held');
  });

  it('have a command that repeats them, even when they never came up', async () => {
    const { report } = await inputWith(controlResult('unknown'));
    const replay = report.runs[0]?.examples[0]?.replay;
    expect(replay).toBe('npx holdfast replay reports/out/recorded/control-1/plan.json');
    expect(report.runs[1]).toMatchObject({ status: 'unknown', comparedWith: { held: false } });
  });

  it('that are violated say first that the stack fails without faults', async () => {
    const { report } = await inputWith(controlResult('violated'));
    expect(report.status).toBe('violated');
    expect(report.runs[0]?.reasons?.[0]).toBe('fails without faults');
    expect(report.runs[1]?.status).toBe('unknown');
  });
});
