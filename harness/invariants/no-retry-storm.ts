import type { Exchange, History } from '../core/history.ts';
import { linkName, type StackPromises } from '../core/stack.ts';
import type { Invariant } from '../core/verdict.ts';
import { beganAtMs } from './evidence/attempt-times.ts';
import { conclude } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { faultWindows } from './evidence/fault-windows.ts';
import { sayCount, sayMs } from './evidence/say.ts';
import type { Span } from './evidence/unsteady-spans.ts';

/** How long after a heal a storm may break out, unscaled. */
const afterHealMs = 60_000;
const deliveriesMost = 10_000;

/** How often a message may be delivered in so much time, the first delivery included. */
const deliveriesWithin = (ms: number, { redelivery }: StackPromises): number => {
  if (redelivery === undefined) return 1;
  const { baseDelayMs, maxDelayMs, jitter } = redelivery;
  let leftMs = ms;
  for (let count = 1; count < deliveriesMost; count++) {
    leftMs -= Math.max(1, Math.min(baseDelayMs * 2 ** (count - 1), maxDelayMs) * (1 - jitter));
    if (leftMs < 0) return count;
  }
  return deliveriesMost;
};

/** For each operation, from its start to its first effect: as long as that, somebody works for it. */
const pendingSpans = (history: History): readonly Span[] => {
  const effects = new Map<string, number>();
  for (const { key, atMs } of eventsOf(history, 'effect')) {
    effects.set(key, Math.min(atMs, effects.get(key) ?? atMs));
  }
  return eventsOf(history, 'invoke').map(({ key, atMs }) => ({
    fromMs: atMs,
    toMs: effects.get(key) ?? Number.POSITIVE_INFINITY,
  }));
};

/** The links that carry the attempts of one promise: each by itself, and the alternatives together. */
const pathsOf = (history: History, group: string): readonly (readonly string[])[] => {
  const links = history.links.filter((link) => link.route?.group === group).map(linkName);
  return links.length < 2 ? links.map((link) => [link]) : [...links.map((link) => [link]), links];
};

interface Measured {
  readonly window: Span;
  readonly links: readonly string[];
  readonly attempts: readonly Exchange[];
  readonly operations: number;
  readonly budget: number;
}

const measuredIn = (history: History, window: Span): readonly Measured[] => {
  const { promises } = history;
  const seconds = pendingSpans(history)
    .filter((span) => span.fromMs < window.toMs && span.toMs >= window.fromMs)
    .map((span) => Math.min(span.toMs, window.toMs) - Math.max(span.fromMs, window.fromMs));
  const deliveries = seconds.reduce((sum, ms) => sum + deliveriesWithin(ms, promises), 0);
  const inWindow = eventsOf(history, 'exchange').filter(
    (it) => it.key !== undefined && beganAtMs(it) >= window.fromMs && beganAtMs(it) < window.toMs,
  );
  return promises.retry.flatMap(({ group, maxRetries }) =>
    pathsOf(history, group).map((links) => ({
      window,
      links,
      attempts: inWindow.filter(({ link }) => links.includes(link)),
      operations: seconds.length,
      budget: deliveries * (1 + maxRetries + 1),
    })),
  );
};

const sayShare = (part: number, whole: number): string => (part / Math.max(1, whole)).toFixed(1);

const sayMeasured = ({ links, attempts, operations, budget }: Measured): string =>
  `${sayCount(attempts.length, 'attempt')} on ${links.join(' and ')} for ` +
  `${sayCount(operations, 'operation')}: ${sayShare(attempts.length, operations)} each, ` +
  `${sayShare(budget, operations)} are allowed`;

/** Who helps a sick service by asking it more often is the reason why it stays sick. */
export const noRetryStorm: Invariant = {
  name: 'no-retry-storm',
  about:
    'From a fault until a minute after its heal, no link carries more attempts per operation than ' +
    'the promised retries and redeliveries amount to.',
  remedy:
    'Bound retries per call, let only one layer retry, wait longer before each redelivery, and ' +
    'let few deliveries run at a time.',
  reads: 'general',
  excuses: [],
  check(history) {
    const endMs = Math.max(0, ...history.events.map((event) => event.atMs));
    const windows = faultWindows(history).map(({ fromMs, toMs }) => ({
      fromMs,
      toMs: Math.min(endMs, toMs + afterHealMs * history.scale),
    }));
    const measured = windows
      .flatMap((window) => measuredIn(history, window))
      .filter(({ operations }) => operations > 0);
    const worst = measured.reduce<Measured | undefined>(
      (most, it) =>
        most && most.attempts.length / most.budget >= it.attempts.length / it.budget ? most : it,
      undefined,
    );
    return conclude(history, {
      checked: measured.length,
      violations: measured
        .filter(({ attempts, budget }) => attempts.length > budget)
        .map((it) => ({
          because: `from ${sayMs(it.window.fromMs)} to ${sayMs(it.window.toMs)} ${sayMeasured(it)}`,
          witnesses: it.attempts.map(({ index }) => index),
        })),
      unknowns: [],
      held: worst === undefined ? '' : `at most ${sayMeasured(worst)}`,
      vacuous: 'no operation was under way in or after a fault',
    });
  },
};
