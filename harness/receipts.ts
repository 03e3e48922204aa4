import type { Counts, Fault, FaultStep, FaultWindow, Receipt } from './core/fault.ts';
import type { Event, EventDraft, Exchange, ProcessEvent } from './core/history.ts';
import { addCounts } from './core/ports.ts';
import type { FaultCatalogue } from './plan-scenario.ts';

/** A step that fired, and what its heal counted (undefined: never healed). */
export interface Injection {
  readonly step: FaultStep;
  readonly atMs: number;
  readonly healedAtMs?: number;
  readonly counts: Counts;
}

/** Derives whether counts amount to an effect. */
export const receiptOf = (fault: Fault, counts: Counts): Receipt => ({
  effective: fault.effects.some((name) => (counts[name] ?? 0) > 0),
  counts,
});

/** The receipts of all steps that fired, from what heals counted and what the finished history shows. */
export const receiptEvents = (
  injections: readonly Injection[],
  events: readonly Event[],
  context: { readonly catalogue: FaultCatalogue },
): readonly EventDraft[] => {
  const endMs = events.at(-1)?.atMs ?? 0;
  return injections.map((injection) => {
    const fault = context.catalogue.get(injection.step.kind);
    if (!fault) throw new Error(`receipts: no fault "${injection.step.kind}" in the catalogue`);
    const window = windowOf(injection, events, endMs);
    const counts = addCounts(injection.counts, fault.evidence?.(window) ?? {});
    return {
      type: 'faultHealed',
      atMs: injection.healedAtMs ?? endMs,
      step: injection.step.id,
      receipt: receiptOf(fault, counts),
    };
  });
};

const windowOf = (injection: Injection, events: readonly Event[], endMs: number): FaultWindow => {
  const { step } = injection;
  const toMs = injection.healedAtMs ?? endMs;
  const touches = (exchange: Exchange) =>
    exchange.link === step.target || exchange.from === step.target || exchange.to === step.target;
  const overlaps = (exchange: Exchange) =>
    exchange.atMs <= toMs && (exchange.endedAtMs ?? endMs) >= injection.atMs;
  return {
    step,
    fromMs: injection.atMs,
    toMs,
    exchanges: events.filter(
      (event): event is Exchange => event.type === 'exchange' && touches(event) && overlaps(event),
    ),
    processes: events.filter(
      (event): event is ProcessEvent =>
        event.type === 'process' && event.role === step.target && event.atMs >= injection.atMs,
    ),
  };
};
