import type { Counts, FaultWindow } from './fault.ts';
import type { AttemptClass, Exchange } from './history.ts';

const broken: readonly AttemptClass[] = ['cut', 'delivered', 'deliveredUnread', 'answerCut'];

const count = (exchanges: readonly Exchange[], wanted: (exchange: Exchange) => boolean): number =>
  exchanges.filter(wanted).length;

/**
 * What the end of a process did to the requests around it: `refused` attempts at its closed port,
 * `cut` requests that it never answered whole, `abandoned` calls of its own, and those that it
 * `turnedAway` with 503 while it was shutting down.
 */
export const endedEvidence = ({ step, exchanges, fromMs }: FaultWindow): Counts => {
  const to = exchanges.filter((exchange) => exchange.to === step.target);
  const from = exchanges.filter((exchange) => exchange.from === step.target);
  return {
    refused: count(to, (exchange) => exchange.class === 'refused' && exchange.atMs >= fromMs),
    cut: count(to, (exchange) => broken.includes(exchange.class) && !exchange.endedByCaller),
    turnedAway: count(to, ({ status, atMs }) => status === 503 && atMs >= fromMs),
    abandoned: count(from, (exchange) => exchange.callerDied === true),
  };
};

/** The counts of {@link endedEvidence} that are effects. */
export const endedEffects = ['refused', 'cut', 'turnedAway', 'abandoned'] as const;

/** Requests that a stopped process left waiting, and for how long in all. */
export const heldEvidence = (window: FaultWindow): Counts => {
  const { step, exchanges, processes, fromMs } = window;
  // The process says best when it went on: a heal that returns late must not hide what it held.
  const wokenAtMs = processes.find(({ what }) => what === 'resumed' || what === 'exited')?.atMs;
  const toMs = Math.min(window.toMs, wokenAtMs ?? window.toMs);
  const held = exchanges.filter(
    ({ to, deliveredAtMs, serviceAnsweredAtMs }) =>
      to === step.target &&
      deliveredAtMs !== undefined &&
      deliveredAtMs < toMs &&
      (serviceAnsweredAtMs === undefined || serviceAnsweredAtMs >= toMs),
  );
  const heldMs = held.map(
    ({ atMs, endedAtMs }) => Math.min(endedAtMs ?? toMs, toMs) - Math.max(atMs, fromMs),
  );
  return { held: held.length, heldMs: Math.round(heldMs.reduce((sum, ms) => sum + ms, 0)) };
};
