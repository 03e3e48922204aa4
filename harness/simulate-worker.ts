import type { Scenario } from './core/scenario.ts';
import { type Found, findFaults, findScenarios, readConfig } from './discover.ts';
import { heldGraphs } from './engines/simulated/modules/life-modules.ts';
import type { FaultCatalogue } from './plan-scenario.ts';
import { simulateOnce } from './simulate-once.ts';

/** One schedule to be simulated. */
export interface ScheduleAsk {
  readonly root: string;
  readonly scenario: string;
  readonly seed: number;
}

/** What came of one schedule. */
export interface ScheduleResult {
  readonly scenario: string;
  readonly seed: number;
  /** `error`: the run could not be made. */
  readonly status: 'held' | 'violated' | 'inert' | 'unknown' | 'skipped' | 'error';
  readonly because: string;
  readonly traceHash: string;
  readonly virtualMs: number;
  readonly wallMs: number;
  /** Module graphs that the process holds by now; they are never freed. */
  readonly graphs: number;
}

interface Known {
  readonly scenarios: readonly Found<Scenario>[];
  readonly catalogue: FaultCatalogue;
}

const known = new Map<string, Promise<Known>>();

const load = async (root: string): Promise<Known> => {
  const config = await readConfig(root);
  const [scenarios, catalogue] = [
    await findScenarios(root, config),
    await findFaults(root, config),
  ];
  return { scenarios, catalogue };
};

const attempt = async ({ root, scenario, seed }: ScheduleAsk) => {
  const loading = known.get(root) ?? load(root);
  known.set(root, loading);
  const { scenarios, catalogue } = await loading;
  const found = scenarios.find(({ value }) => value.name === scenario);
  if (found === undefined) throw new Error(`no scenario ${scenario}`);
  const { judgement, facts } = await simulateOnce({ projectRoot: root, found, seed, catalogue });
  const { traceHash, virtualMs } = facts;
  return { status: judgement.status, because: judgement.reasons.join(' | '), traceHash, virtualMs };
};

/** Simulates one schedule in this process; never rejects. */
export const simulateSchedule = async (ask: ScheduleAsk): Promise<ScheduleResult> => {
  const { scenario, seed } = ask;
  const beganMs = performance.now();
  const about = () => ({
    scenario,
    seed,
    wallMs: performance.now() - beganMs,
    graphs: heldGraphs(),
  });
  try {
    return { ...(await attempt(ask)), ...about() };
  } catch (error) {
    const because = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { status: 'error', because, traceHash: '', virtualMs: 0, ...about() };
  }
};

/** The process that simulates for another one; it ends with the channel between them. */
const main = (): void => {
  // Only the process that forked it writes to the channel.
  process.on('message', (ask) => {
    void simulateSchedule(ask as ScheduleAsk).then((result) => process.send?.(result));
  });
};

if (import.meta.main) main();
