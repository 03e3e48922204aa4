import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CannotTellError } from '../core/errors.ts';
import type { FaultHealed, FaultInjected, History } from '../core/history.ts';
import type { Plan } from '../core/plan.ts';
import { type Scenario, scenarioFor } from '../core/scenario.ts';
import { createSimulatedEngine } from '../engines/simulated/simulated-engine.ts';
import { type FaultCatalogue, lackingPort, planScenario } from '../plan-scenario.ts';
import { type SimulatedSchedule, simulateOnce } from '../simulate-once.ts';
import { saveHistory, savePlan } from '../store.ts';
import type { Schedule, ScheduleOutcome } from './schedule.ts';

/** What all schedules of a worker share. */
export interface ScheduleGround {
  readonly projectRoot: string;
  readonly catalogue: FaultCatalogue;
}

const nothing = {
  effective: false,
  verdicts: [],
  faults: [],
  goals: [],
  operations: { ok: 0, fail: 0, unknown: 0 },
  exchanges: 0,
  traceHash: '',
  virtualMs: 0,
} as const;

/** Makes one simulated run and judges it; only our own errors are thrown. */
export const runSchedule = async (
  schedule: Schedule,
  ground: ScheduleGround,
): Promise<ScheduleOutcome> => {
  const startedAt = performance.now();
  const scenario = await loadScenario(schedule);
  const plan = schedule.plan ?? planScenario(scenario, schedule.seed, ground.catalogue);
  const engine = createSimulatedEngine({ projectRoot: ground.projectRoot });
  const lacking = lackingPort(engine, scenario, plan, ground.catalogue);
  const ended = { schedule, ...nothing, kept: false };
  if (lacking !== undefined) {
    return { ...ended, status: 'skipped', reasons: [lacking], wallMs: 0 };
  }
  await savePlan(schedule.folder, plan);
  try {
    const found = { file: schedule.scenarioFile, value: scenario };
    const edits = schedule.edits ?? [];
    const one = await simulateOnce({ ...ground, found, seed: schedule.seed, plan, edits });
    return await outcomeOf(schedule, one, { scenario, plan });
  } catch (error) {
    if (!(error instanceof CannotTellError)) throw error;
    const wallMs = performance.now() - startedAt;
    return { ...ended, status: 'unknown', reasons: [error.message], wallMs };
  }
};

const loadScenario = async (schedule: Schedule): Promise<Scenario> => {
  const module = await import(pathToFileURL(schedule.scenarioFile).href);
  // Found by discovery in the parent, which checked its shape.
  const scenario = (Object.values(module) as Scenario[]).find(
    (one) => one.name === schedule.scenario,
  );
  if (!scenario) throw new Error(`${schedule.scenarioFile} has no scenario ${schedule.scenario}`);
  // Whether a rule was put to the test is asked over all seeds, not of each.
  return { ...scenarioFor('simulated', scenario), mustCheck: [] };
};

const outcomeOf = async (
  schedule: Schedule,
  { history, judgement, facts, wallMs }: SimulatedSchedule,
  { scenario, plan }: { readonly scenario: Scenario; readonly plan: Plan },
): Promise<ScheduleOutcome> => {
  const { status, effective, reasons, verdicts } = judgement;
  const kept = schedule.keep || status !== 'held';
  if (kept) await keep(schedule.folder, history, facts.traceHash);
  const operations = { ok: 0, fail: 0, unknown: 0 };
  let exchanges = 0;
  for (const event of history.events) {
    if (event.type === 'complete') operations[event.outcome.kind] += 1;
    if (event.type === 'exchange') exchanges += 1;
  }
  const goals = (scenario.goals ?? []).filter((goal) => goal.reached(history.events));
  return {
    schedule,
    // The plan of a control run has no faults that could be without effect.
    status: plan.steps.length === 0 && status === 'inert' ? 'held' : status,
    effective,
    reasons,
    verdicts: verdicts.map(({ about: _, ...verdict }) => verdict),
    faults: faultsOf(history),
    goals: goals.map(({ name }) => name),
    operations,
    exchanges,
    kept,
    traceHash: facts.traceHash,
    virtualMs: facts.virtualMs,
    wallMs,
  };
};

/** The trace hash lies beside the plan: a replay compares with it. */
const keep = async (folder: string, history: History, traceHash: string): Promise<void> => {
  await saveHistory(folder, history);
  await writeFile(join(folder, 'trace-hash'), `${traceHash}\n`);
};

const faultsOf = (history: History): ScheduleOutcome['faults'] => {
  const healed = new Map(
    history.events
      .filter((event): event is FaultHealed => event.type === 'faultHealed')
      .map((event) => [event.step, event.receipt.effective]),
  );
  return history.events
    .filter((event): event is FaultInjected => event.type === 'faultInjected')
    .map(({ step }) => ({ fault: step.kind, effective: healed.get(step.id) ?? false }));
};
