import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../core/fault.ts';
import type { History } from '../../core/history.ts';
import type { Plan } from '../../core/plan.ts';
import { loadFaults } from '../../faults/fixture/load-faults.ts';
import { checkPlan } from '../../plan-scenario.ts';
import { run } from '../../run.ts';
import tiny from '../live/fixture/tiny.scenario.ts';
import { createSimulatedEngine } from './simulated-engine.ts';

const projectRoot = resolve(import.meta.dirname, '../../..');
const faults = await loadFaults();
const catalogue = new Map(faults.map((fault) => [fault.kind, fault]));
// Kept connections and such that are closed after each request: some faults touch only one kind.
const mix = { put: 1, 'by-http': 1 };
const workload = { ...tiny.workload, mix, ratePerSecond: 20, durationMs: 8_000 };
const targets = { link: 'front>back', role: 'back', volume: 'data' } as const;
// The answers of the tiny stack have four bytes.
const short = new Set(['stallMidStream', 'truncateBody']);
const FIRED_MS = 2_000;
const HEALED_MS = 4_000;

const planOf = (fault: Fault): Plan => {
  const plan: Plan = {
    schema: 1,
    scenario: 'tiny',
    seed: 1,
    workload,
    steps: [
      {
        id: 1,
        kind: fault.kind,
        target: targets[fault.on],
        params: short.has(fault.kind) ? { ...fault.sample, afterBytes: 2 } : fault.sample,
        when: { atMs: FIRED_MS },
        heal: { afterMs: HEALED_MS - FIRED_MS },
      },
    ],
  };
  return checkPlan(plan, tiny, catalogue);
};

const simulated = async (fault: Fault) => {
  let traceHash = '';
  const engine = createSimulatedEngine({
    projectRoot,
    onEnd: (_job, facts) => {
      traceHash = facts.traceHash;
    },
  });
  const history = await run({
    id: fault.kind,
    scenario: { ...tiny, workload },
    scenarioFile: join(import.meta.dirname, '../live/fixture/tiny.scenario.ts'),
    engine,
    plan: planOf(fault),
    control: false,
    folder: '',
    toxiproxy: 'embedded',
    edits: [],
    catalogue,
    signal: new AbortController().signal,
    started: () => {},
  });
  return { history, traceHash };
};

const failedSince = ({ events }: History, fromMs: number): readonly string[] => {
  const ok = new Set(
    events.flatMap((event) =>
      event.type === 'complete' && event.outcome.kind === 'ok' ? [event.operation] : [],
    ),
  );
  return events.flatMap((event) =>
    event.type === 'invoke' && event.atMs >= fromMs && !ok.has(event.operation)
      ? [event.operation]
      : [],
  );
};

describe.each(faults)('the fault $kind, simulated', (fault) => {
  it('changes something, which its receipt counts, and leaves no trace after its heal', async () => {
    const { history, traceHash } = await simulated(fault);
    const healed = history.events.find((event) => event.type === 'faultHealed');
    expect(healed).toMatchObject({ step: 1, receipt: { effective: true } });
    expect(failedSince(history, HEALED_MS + 1_000)).toEqual([]);
    const again = await simulated(fault);
    expect(again.traceHash).toBe(traceHash);
  });
});
