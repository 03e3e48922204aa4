import type { History, SignalEvent } from '../../harness/core/history.ts';
import type { Recovery } from '../../harness/core/run-detail.ts';
import { operationRows } from './operation-rows.ts';
import { overMs } from './over-ms.ts';

const signalAfter = (history: History, name: string, afterMs: number): SignalEvent | undefined =>
  history.events
    .filter((event) => event.type === 'signal')
    .find((event) => event.name === name && event.atMs >= afterMs && event.value.first !== true);

const since = (event: SignalEvent | undefined, fromMs: number) =>
  event === undefined ? undefined : event.atMs - fromMs;

/** How long after the last heal an operation still ended without an ok; 0 when none did. */
const troubleAfter = (history: History, healedAtMs: number): number =>
  operationRows(history)
    .filter(({ outcome, startMs }) => outcome !== 'ok' && startMs >= healedAtMs)
    .reduce((most, { endMs = healedAtMs }) => Math.max(most, endMs - healedAtMs), 0);

/** How long a run took to see its first fault, to switch, and to be well again after the last. */
export const recoveryOf = (history: History): Recovery | null => {
  const injected = history.events.filter((event) => event.type === 'faultInjected');
  const first = injected[0];
  if (!first) return null;
  const healed = history.events
    .filter((event) => event.type === 'faultHealed' && event.atMs < overMs(history))
    .map(({ atMs }) => atMs);
  const lastHealMs = Math.max(...healed);
  const detectMs = since(signalAfter(history, 'haState', first.atMs), first.atMs);
  const switchMs = since(signalAfter(history, 'stateRoute', first.atMs), first.atMs);
  return {
    ...(detectMs !== undefined && { detectMs }),
    ...(switchMs !== undefined && { switchMs }),
    ...(healed.length > 0 && { troubleAfterHealMs: troubleAfter(history, lastHealMs) }),
  };
};
