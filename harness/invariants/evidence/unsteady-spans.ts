import type { History } from '../../core/history.ts';
import { eventsOf } from './events-of.ts';

/** A stretch of time, both ends included. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whether two stretches have a moment in common. */
export const overlap = (one: Span, other: Span): boolean =>
  one.fromMs <= other.toMs && other.fromMs <= one.toMs;

const spans = (
  history: History,
  role: string,
  edge: { readonly begins: readonly string[]; readonly ends: readonly string[] },
): readonly Span[] => {
  const found: Span[] = [];
  let fromMs: number | undefined;
  for (const event of eventsOf(history, 'process')) {
    if (event.role !== role) continue;
    if (edge.begins.includes(event.what)) fromMs ??= event.atMs;
    if (fromMs !== undefined && edge.ends.includes(event.what)) {
      found.push({ fromMs, toMs: event.atMs });
      fromMs = undefined;
    }
  }
  if (fromMs !== undefined) found.push({ fromMs, toMs: Number.POSITIVE_INFINITY });
  return found;
};

/** When a process of this role was stopped by SIGSTOP. */
export const pausesOf = (history: History, role: string): readonly Span[] =>
  spans(history, role, { begins: ['paused'], ends: ['resumed', 'exited'] });

/** When a role was on its way out, gone, or stopped. */
export const unsteadySpans = (history: History, role: string): readonly Span[] => [
  ...pausesOf(history, role),
  ...spans(history, role, { begins: ['terminated', 'exited'], ends: ['ready'] }),
];
