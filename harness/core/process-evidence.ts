import type { Counts, FaultWindow } from './fault.ts';
import type { AttemptClass, Exchange } from './history.ts';

const broken: readonly AttemptClass[] = ['cut', 'delivered', 'deliveredUnread', 'answerCut'];

const count = (exchanges: readonly Exchange[], wanted: (exchange: Exchange) => boolean): number =>
  exchanges.filter(wanted).length;

// A process table or a delayed link may tell of an end this much after it, or before.
const NEAR_EXIT_MS = 100;

/** Requests that the end of a life broke, not a fault of the network that overlaps it. */
const brokenBy = ({ fromMs, toMs, processes }: FaultWindow) => {
  const exit = processes.find(({ what, atMs }) => what === 'exited' && atMs <= toMs + NEAR_EXIT_MS);
  return (exchange: Exchange): boolean => {
    if (!exit || !broken.includes(exchange.class) || exchange.endedByCaller) return false;
    // The proxy closed it while the service still held it, or had answered it already.
    const { serviceEnding, servedByLife = exit.life, atMs } = exchange;
    if (serviceEnding === 'callerGone' || serviceEnding === 'answered') return false;
    const endMs = exchange.endedAtMs ?? Number.POSITIVE_INFINITY;
    if (servedByLife !== exit.life || endMs < fromMs) return false;
    // Never delivered: nothing but the time ties it to the exit.
    const near = Math.abs(endMs - exit.atMs) <= NEAR_EXIT_MS;
    return exchange.class === 'cut' ? near : near || atMs <= exit.atMs;
  };
};

/** An answer of the process itself after it was asked to end, by the life that was asked. */
const turnedAwayBy =
  ({ processes }: FaultWindow) =>
  ({ status, answeredBy, servedByLife, answerBeganAtMs, atMs }: Exchange): boolean =>
    status === 503 &&
    answeredBy !== 'gateway' &&
    processes.some(
      (event) =>
        event.what === 'terminated' &&
        event.life === (servedByLife ?? event.life) &&
        event.atMs <= (answerBeganAtMs ?? atMs),
    );

/**
 * What the end of a process did to the requests around it: `refused` attempts at its closed port,
 * `cut` requests that it never answered whole, `abandoned` calls of its own, and those that it
 * `turnedAway` with 503 while it was shutting down.
 */
export const endedEvidence = (window: FaultWindow): Counts => {
  const { step, exchanges, fromMs } = window;
  const to = exchanges.filter((exchange) => exchange.to === step.target);
  const from = exchanges.filter((exchange) => exchange.from === step.target);
  return {
    refused: count(to, (exchange) => exchange.class === 'refused' && exchange.atMs >= fromMs),
    cut: count(to, brokenBy(window)),
    turnedAway: count(to, turnedAwayBy(window)),
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
