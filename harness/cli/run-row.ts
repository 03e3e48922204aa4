import { join, relative } from 'node:path';
import type { FaultHealed, FaultInjected, History } from '../core/history.ts';
import type { ReportRun } from '../core/report-model.ts';
import type { RowSource } from './row-source.ts';

/** Where the report lies, and for which engine a row is. */
export interface RowPlace {
  readonly root: string;
  readonly folder: string;
  readonly engine: ReportRun['engine'];
}

/** What a control run is for. */
export const controlAbout = 'The same load without faults: what a scenario is compared with.';

/** The command that repeats a run, with the bug that was planted in it. */
export const replayOf = (folder: string, plant?: string) =>
  `npx holdfast replay ${join(folder, 'plan.json')}${plant === undefined ? '' : ` --plant ${plant}`}`;

const stepsOf = (history: History): NonNullable<ReportRun['steps']> =>
  history.plan.steps.map((step) => {
    const injected = history.events.find(
      (event): event is FaultInjected =>
        event.type === 'faultInjected' && event.step.id === step.id,
    );
    const healed = history.events.find(
      (event): event is FaultHealed => event.type === 'faultHealed' && event.step === step.id,
    );
    const lasted = injected && healed && step.heal !== 'never';
    return {
      id: step.id,
      fault: step.kind,
      target: step.target,
      atMs: injected ? Math.round(injected.atMs) : null,
      forMs: lasted ? Math.max(0, Math.round(healed.atMs - injected.atMs)) : null,
      receipt: healed?.receipt ?? { effective: false, counts: {} },
    };
  });

const operationsOf = (history: History) => {
  const counts = { ok: 0, fail: 0, unknown: 0 };
  for (const event of history.events)
    if (event.type === 'complete') counts[event.outcome.kind] += 1;
  return counts;
};

const comparedWith = ({ control }: RowSource): Pick<ReportRun, 'comparedWith'> => {
  if (control === undefined) return {};
  const held = control.ended === 'judged' && control.judgement.status === 'held';
  return { comparedWith: { name: control.row ?? control.name, held } };
};

/** One row of `report.json`'s runs. */
export const runRow = (source: RowSource, facts: RowPlace): ReportRun => {
  const { result, status, reasons } = source;
  const judged = result.ended === 'judged' ? result : undefined;
  const isControl = result.purpose === 'control';
  const replay = replayOf(relative(facts.root, result.folder), result.plant?.name);
  const folder = relative(facts.folder, result.folder);
  return {
    scenario: isControl ? (result.row ?? result.name) : result.found.value.name,
    engine: facts.engine,
    about: isControl ? controlAbout : result.found.value.about,
    status,
    reasons: [...reasons],
    seed: result.plan.seed,
    schedules: isControl ? 0 : 1,
    effective: judged?.judgement.effective && !isControl ? 1 : 0,
    violated: status === 'violated' && !isControl ? 1 : 0,
    control: isControl,
    ...comparedWith(source),
    exercises: [...result.found.value.exercises],
    ...(result.mustCheck ? { mustCheck: [...result.mustCheck] } : {}),
    wallMs: Math.round(result.wallMs),
    traceHash: null,
    steps: judged ? stepsOf(judged.history) : [],
    verdicts: (judged?.judgement.verdicts ?? []).map(({ about: _, ...verdict }) => verdict),
    goals: (judged ? (result.found.value.goals ?? []) : []).map((goal) => ({
      name: goal.name,
      reached: judged && goal.reached(judged.history.events) ? 1 : 0,
    })),
    operations: judged ? operationsOf(judged.history) : { ok: 0, fail: 0, unknown: 0 },
    examples: [{ seed: result.plan.seed, status, folder, replay }],
  };
};
