import type { History } from '../../core/history.ts';
import { faultWindows, type InForce } from './fault-windows.ts';
import { pausesOf, type Span } from './unsteady-spans.ts';

/** How long a stretch was by a machine's own clock: less than `leastMs` only if it did nothing. */
export interface OwnTime {
  /** Without the time in which the process could not act. */
  readonly leastMs: number;
  readonly mostMs: number;
}

const commonMs = (one: Span, other: Span): number =>
  Math.max(0, Math.min(one.toMs, other.toMs) - Math.max(one.fromMs, other.fromMs));

/** Both clocks of a machine ran too fast or too slow, as a fault of this kind says. */
const driftMs = ({ step, fromMs, toMs }: InForce, span: Span): number =>
  step.kind === 'drift' ? (Number(step.params.rate) - 1) * commonMs({ fromMs, toMs }, span) : 0;

/** A computation that kept the process from its timers. */
const blocked = ({ step, fromMs }: InForce, scale: number): readonly Span[] =>
  step.kind === 'blockEventLoop'
    ? [{ fromMs, toMs: fromMs + Number(step.params.blockMs) * scale }]
    : [];

/**
 * A stretch of the run as a role's own clock counts it. What a program promises about waits, it
 * promises by its own clock, and only for the time in which it may run.
 */
export const ownTime = (history: History, role: string, span: Span): OwnTime => {
  const faults = faultWindows(history).filter(({ step }) => step.target === role);
  const trueMs = span.toMs - span.fromMs;
  const mostMs = faults.reduce((sum, fault) => sum + driftMs(fault, span), trueMs);
  const held = [
    ...pausesOf(history, role),
    ...faults.flatMap((fault) => blocked(fault, history.scale)),
  ];
  const heldMs = held.reduce((sum, one) => sum + commonMs(one, span), 0);
  return { leastMs: Math.max(0, mostMs - heldMs), mostMs };
};
