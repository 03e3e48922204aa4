import type { FaultStep } from '../../harness/core/fault.ts';
import type { History } from '../../harness/core/history.ts';
import type { Outcome } from '../../harness/core/outcome.ts';
import { createRng } from '../../harness/core/rng.ts';
import {
  type Draft,
  exchange,
  goodCall,
  type Made,
  refusedCall,
  type SampleOptions,
  slowCall,
} from './sample-calls.ts';
import { sampleLinks, samplePromises } from './sample-stack.ts';

const spacingMs = 50;

/** The steps of the sample plan: one slow stretch, one crash. */
const sampleSteps = (lengthMs: number, options: SampleOptions): readonly FaultStep[] => [
  {
    id: 1,
    kind: 'slowHeaders',
    target: 'web>core',
    params: { delayMs: 2600 },
    when: { atMs: lengthMs * 0.15 },
    heal: { afterMs: lengthMs * 0.15 },
  },
  {
    id: 2,
    kind: options.sigterm ? 'terminate' : 'kill',
    target: 'core',
    params: {},
    when: { atMs: lengthMs * 0.45 },
    heal: { afterMs: lengthMs * 0.1 },
  },
  {
    id: 3,
    kind: 'latency',
    target: 'web>core',
    params: { latencyMs: 120, jitterMs: 30 },
    when: { atMs: lengthMs * 0.68 },
    heal: { afterMs: lengthMs * 0.12 },
  },
];

const within = (step: FaultStep, atMs: number): boolean =>
  'atMs' in step.when &&
  step.heal !== 'never' &&
  atMs >= step.when.atMs &&
  atMs < step.when.atMs + step.heal.afterMs;

const outcomeFor = (slow: boolean, made: Made): Outcome => {
  if (!slow || made.options.violated) return { kind: 'ok', accepted: true, status: 200 };
  const message = `core did not answer in 2,000 ms ${made.options.hostile ?? ''}`.trim();
  return { kind: 'unknown', error: { code: 'TIMEOUT', message } };
};

const operation = (made: Made, id: number, steps: readonly FaultStep[]): void => {
  const atMs = id * spacingMs + made.rng.next() * 10;
  const [slow, dead] = steps.map((step) => !made.options.inert && within(step, atMs));
  const call = dead ? refusedCall : slow ? slowCall : goodCall;
  const endMs = call(made, id, atMs + 1) + 2;
  const name = `o-${id}`;
  const shared = { key: `m-${id}`, textSha: `sha-${id}` };
  const client = exchange(atMs, endMs, { from: 'client', to: 'web', path: '/chat', status: 200 });
  const invoked = { operation: name, kind: 'sync', conversation: 'c1', intendedAtMs: atMs };
  made.drafts.push(
    { type: 'invoke', atMs, ...invoked, ...shared },
    { ...client, key: shared.key } as Draft, // the same exchange with its key
    { type: 'complete', atMs: endMs, operation: name, outcome: outcomeFor(slow === true, made) },
    { type: 'effect', atMs: endMs - 4, by: 'core', ...shared },
  );
  if (slow && made.options.violated) {
    made.drafts.push({ type: 'effect', atMs: endMs - 2, by: 'core-candidate', ...shared });
  }
};

const signal = (atMs: number, role: string, name: string, value: object): Draft =>
  ({ type: 'signal', atMs, role, life: 0, name, value }) as Draft; // callers pass plain JSON

const process = (atMs: number, role: string, what: string, more: object = {}): Draft =>
  // Callers take `what` from its list.
  ({ type: 'process', atMs, role, life: 0, what, planned: true, ...more }) as Draft;

const coreGone = (atMs: number, backMs: number, options: SampleOptions): readonly Draft[] => {
  const exitMs = options.sigterm ? atMs + 1600 : atMs;
  const phase = (name: string, afterMs: number, more = {}): Draft =>
    signal(atMs + afterMs, 'core', 'shutdown', { phase: name, ...more });
  const orderly = [
    process(atMs, 'core', 'terminated', { signal: 'SIGTERM' }),
    phase('signalled', 4, { reason: 'SIGTERM' }),
    phase('drained', 420),
    signal(atMs + 900, 'core', 'checkpoint', { part: 'journal', ok: true, ms: 60 }),
    signal(atMs + 1500, 'core', 'checkpoint', {
      part: 'cognitive',
      ok: false,
      ms: 1490,
      reason: 'prime did not answer in 1,500 ms',
    }),
    phase('checkpointed', 1500),
    phase('exiting', 1590),
  ];
  return [
    ...(options.sigterm ? orderly : []),
    process(exitMs, 'core', 'exited', options.sigterm ? { code: 0 } : { signal: 'SIGKILL' }),
    process(Math.max(exitMs, backMs), 'core', 'started', { life: 1 }),
    process(Math.max(exitMs, backMs) + 700, 'core', 'ready', { life: 1 }),
  ];
};

/** What the stack's processes and its watchdog say and do. */
const surroundings = (made: Made, steps: readonly FaultStep[]): void => {
  const roles = ['web', 'core', 'core-candidate', 'prime', 'orchestrator'];
  for (const role of roles) {
    made.drafts.push(process(-900, role, 'started'), process(-300, role, 'ready'));
  }
  made.drafts.push(
    signal(-200, 'orchestrator', 'haState', { from: 'unknown', to: 'active', first: true }),
  );
  for (const step of steps) {
    if (!('atMs' in step.when) || step.heal === 'never') continue;
    const { atMs } = step.when;
    const healMs = atMs + step.heal.afterMs;
    const counts = made.options.inert ? { requests: 0 } : { requests: 17 + step.id, heldMs: 2600 };
    made.drafts.push(
      { type: 'faultInjected', atMs, step, lateMs: 1.2 },
      {
        type: 'faultHealed',
        atMs: healMs,
        step: step.id,
        receipt: { effective: !made.options.inert, counts },
      },
    );
    if (step.id !== 2 || made.options.inert) continue;
    made.drafts.push(
      ...coreGone(atMs, healMs, made.options),
      signal(atMs + 1000, 'orchestrator', 'haState', {
        from: 'active',
        to: 'failover_active',
        cause: 'core missed two probes',
      }),
      signal(atMs + 1200, 'web', 'stateRoute', { to: 'candidate' }),
      signal(healMs + 1900, 'orchestrator', 'haState', { from: 'failover_active', to: 'active' }),
      signal(healMs + 2000, 'web', 'stateRoute', { to: 'live' }),
    );
  }
  const [slow] = steps;
  for (let atMs = 0; atMs < made.lengthMs; atMs += 250) {
    const depth = slow && within(slow, atMs) ? 8 + made.rng.next() * 20 : made.rng.next() * 3;
    made.drafts.push(signal(atMs, 'web', 'queue', { pending: Math.floor(depth), inFlight: 1 }));
  }
  made.drafts.push(
    { type: 'mark', atMs: made.lengthMs + 3000, what: 'drained' },
    { type: 'finalRead', atMs: made.lengthMs + 3010, complete: true, queued: [], deadLettered: [] },
  );
};

/** A made-up history, the same for the same options. */
export const sampleHistory = (options: SampleOptions): History => {
  const lengthMs = options.operations * spacingMs;
  const made: Made = { options, lengthMs, rng: createRng(options.seed), drafts: [] };
  const steps = sampleSteps(lengthMs, options);
  surroundings(made, steps);
  for (let id = 0; id < options.operations; id++) operation(made, id, steps);
  const events = made.drafts
    .sort((a, b) => a.atMs - b.atMs)
    .map((draft, index) => ({ ...draft, index }));
  return {
    engine: options.engine ?? 'live',
    control: false,
    plan: {
      schema: 1,
      scenario: options.scenario,
      seed: options.seed,
      workload: {
        ratePerSecond: 1000 / spacingMs,
        durationMs: lengthMs,
        mix: { sync: 1 },
        textBytes: 64,
        conversations: 4,
        operationLimitMs: 5000,
      },
      steps,
    },
    scale: 1,
    links: sampleLinks,
    promises: samplePromises,
    toxiproxy: { backend: 'embedded', version: '0.1.0' },
    events,
  };
};
