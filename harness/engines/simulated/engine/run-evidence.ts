import type { Exchange } from '../../../core/history.ts';
import type { Stack } from '../../../core/stack.ts';
import { createEventLog } from '../../live/event-log.ts';
import { createOccurrences } from '../../live/occurrences.ts';
import { readSignal } from '../../live/read-signal.ts';
import { type RunEvidence, witnessLines } from '../../live/run-evidence.ts';
import type { RunPorts } from '../../live/run-ports.ts';
import { headersOf } from '../../live/service-env.ts';
import { createSignalLimit } from '../../live/signal-limit.ts';
import { createStepWindows } from '../../live/step-windows.ts';
import type { LedgerOutput } from '../../live/switchboard/link-ledger.ts';
import type { SimulatedWorld } from '../world.ts';
import { hearRefusals } from './hear-refusals.ts';
import { createSimulatedClock, worldClockMs } from './run-clock.ts';

/** No evidence yet, on the clock of a world. */
export const createSimulatedEvidence = (world: SimulatedWorld): RunEvidence => {
  const clock = createSimulatedClock(world);
  const log = createEventLog(clock);
  const occurrences = createOccurrences();
  log.onEvent(occurrences.event);
  const windows = createStepWindows(() => worldClockMs(world));
  const parts = { clock, log, occurrences, windows, loadedEdits: new Set<string>() };
  // The kernel's budget of events bounds what a life can say; this limit is the live engine's.
  const signalLimit = createSignalLimit();
  return { ...parts, signalLimit, operations: new Map(), unplanned: [], over: false };
};

const add = ({ log, windows, over }: RunEvidence, exchange: Omit<Exchange, 'index'>): void => {
  if (!over) log.add(windows.attribute(exchange));
};

/** Where links tell of their exchanges. */
export const linkOutput = (evidence: RunEvidence): LedgerOutput => ({
  exchange: (exchange) => add(evidence, exchange),
  phase: (report) => {
    const { zeroMs } = evidence.clock;
    evidence.occurrences.phase(report, zeroMs === undefined || report.atMs < zeroMs);
  },
});

/** Lets attempts that no connection came of into the evidence; the network itself refused them. */
export const hearAttemptsOf = (
  world: SimulatedWorld,
  evidence: RunEvidence,
  { stack, ports }: { readonly stack: Stack; readonly ports: RunPorts },
): void => {
  const headers = stack.links
    .map(headersOf)
    .flatMap(({ callIdHeader, keyHeaders }) => [callIdHeader, ...keyHeaders]);
  const { log } = evidence;
  const seen: RunEvidence = {
    ...evidence,
    log: {
      ...log,
      add: (event) => log.add(event.type === 'exchange' ? { ...event, source: 'taps' } : event),
    },
  };
  const take = witnessLines(seen, stack, ports);
  hearRefusals(world, {
    headers: [...new Set(headers)],
    take: (from, attempt) => {
      if (evidence.over) return;
      take({ type: 'attempt', from, atMs: worldClockMs(world), ...attempt });
    },
  });
};

/** Lets the signals of a service's log lines into the evidence, at the instant they are written. */
export const hearSignals =
  (
    world: SimulatedWorld,
    evidence: RunEvidence,
    { stack, role }: { readonly stack: Stack; readonly role: string },
  ): ((line: string, life: number) => void) =>
  (line, life) => {
    const found = evidence.over ? undefined : readSignal(stack, role, line);
    if (!found) return;
    const { name, value } = found;
    evidence.log.add({ type: 'signal', atMs: worldClockMs(world), role, life, name, value });
  };
