import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BreakerOpen } from './breaker-open.ts';
import { withBreaker } from './with-breaker.ts';

interface Rules {
  readonly threshold: number;
  readonly windowMs: number;
  readonly resetMs: number;
  readonly probes: number;
  readonly probeLimitMs: number;
}

/** A second breaker in the plainest words: the whole past, looked through again each time. */
class Model {
  readonly #rules: Rules;
  #state: 'closed' | 'open' | 'halfOpen' = 'closed';
  #era = 0;
  #sinceMs = 0;
  #failures: number[] = [];
  #probes: { id: number; startedMs: number; ok: boolean }[] = [];
  readonly #eraOf = new Map<number, number>();

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  begin(id: number, nowMs: number): boolean {
    this.tick(nowMs);
    if (this.#state === 'open') return false;
    if (this.#state === 'halfOpen') {
      if (this.#probes.length === this.#rules.probes) return false;
      this.#probes.push({ id, startedMs: nowMs, ok: false });
    }
    this.#eraOf.set(id, this.#era);
    return true;
  }

  end(id: number, outcome: 'ok' | 'fail', nowMs: number): void {
    this.tick(nowMs);
    if (this.#eraOf.get(id) !== this.#era) return;
    const probe = this.#probes.find((one) => one.id === id);
    if (outcome === 'ok') {
      if (probe) probe.ok = true;
      const well = this.#probes.filter((one) => one.ok).length;
      if (probe && well === this.#rules.probes) this.#become('closed', nowMs);
      return;
    }
    this.#failures.push(nowMs);
    if (probe || this.#recent(nowMs) >= this.#rules.threshold) this.#become('open', nowMs);
  }

  tick(nowMs: number): void {
    const { probeLimitMs, resetMs } = this.#rules;
    const limits = this.#probes.filter((one) => !one.ok).map((one) => one.startedMs + probeLimitMs);
    const hungAtMs = Math.min(...limits);
    if (hungAtMs <= nowMs) this.#become('open', hungAtMs);
    if (this.#state === 'open' && nowMs - this.#sinceMs >= resetMs) {
      this.#become('halfOpen', nowMs);
    }
  }

  status(nowMs: number): string {
    this.tick(nowMs);
    if (this.#state === 'open') return 'OPEN';
    if (this.#state === 'halfOpen') return 'HALF_OPEN';
    const recent = this.#recent(nowMs);
    return recent === 0 ? 'CLOSED' : `MONITORING (${recent}/${this.#rules.threshold})`;
  }

  #recent(nowMs: number): number {
    return this.#failures.filter((atMs) => nowMs - atMs < this.#rules.windowMs).length;
  }

  #become(state: 'closed' | 'open' | 'halfOpen', nowMs: number): void {
    this.#state = state;
    this.#era += 1;
    this.#sinceMs = nowMs;
    this.#failures = [];
    this.#probes = [];
  }
}

const rules = fc.record<Rules>({
  threshold: fc.integer({ min: 1, max: 6 }),
  windowMs: fc.integer({ min: 1, max: 300 }),
  resetMs: fc.integer({ min: 0, max: 120 }),
  probes: fc.integer({ min: 1, max: 3 }),
  probeLimitMs: fc.integer({ min: 1, max: 100 }),
});

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('begin' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      which: fc.nat(7),
      outcome: fc.constantFrom('ok' as const, 'fail' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(90) }) },
);

test('F3, U3, G30: with random times, overlaps and outcomes the breaker does what the model does', async () => {
  await fc.assert(
    fc.asyncProperty(
      rules,
      fc.array(step, { maxLength: 80, size: 'max' }),
      async (chosen, steps) => {
        let nowMs = 0;
        const model = new Model(chosen);
        const begun = new Set<number>();
        const call = withBreaker(
          (id: number, gate: Promise<void>) => {
            begun.add(id);
            return gate;
          },
          {
            failureThreshold: chosen.threshold,
            monitoringPeriodMs: chosen.windowMs,
            resetTimeoutMs: chosen.resetMs,
            halfOpenProbes: chosen.probes,
            probeLimitMs: chosen.probeLimitMs,
            floodWaitMs: 0,
            probeWaitMs: 0,
            now: () => nowMs,
          },
        );
        const open: { id: number; gate: PromiseWithResolvers<void>; done: Promise<unknown> }[] = [];
        for (const [id, one] of steps.entries()) {
          if (one.kind === 'wait') nowMs += one.ms;
          if (one.kind === 'begin') {
            const gate = Promise.withResolvers<void>();
            const done = call(id, gate.promise).catch((error: unknown) => error);
            for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
            expect(begun.has(id)).toBe(model.begin(id, nowMs));
            if (begun.has(id)) open.push({ id, gate, done });
            else expect(await done).toBeInstanceOf(BreakerOpen);
          }
          if (one.kind === 'end' && open.length > 0) {
            const [ended] = open.splice(one.which % open.length, 1);
            if (one.outcome === 'ok') ended?.gate.resolve();
            else ended?.gate.reject(new Error('down'));
            await ended?.done;
            model.end(ended?.id ?? -1, one.outcome, nowMs);
          }
          expect(call.breaker.status()).toBe(model.status(nowMs));
        }
      },
    ),
    { numRuns: 400 },
  );
});
