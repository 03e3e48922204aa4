import type { EventDraft, Exchange } from '../../core/history.ts';
import { type Link, linkName, type Stack } from '../../core/stack.ts';
import { textSha } from '../../core/text-sha.ts';
import type { ClientNews, TimedOperation } from './client-messages.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import { newFailures } from './new-failures.ts';
import { createOccurrences, type Occurrences } from './occurrences.ts';
import type { WitnessedAttempt, WitnessLine } from './preload/preload-settings.ts';
import { readSignal } from './read-signal.ts';
import { createRunClock, type RunClock } from './run-clock.ts';
import type { RunPorts } from './run-ports.ts';
import { headersOf } from './service-env.ts';
import { createSignalLimit, type SignalLimit } from './signal-limit.ts';
import { createStepWindows, type StepWindows } from './step-windows.ts';
import { monotonicMs } from './switchboard/monotonic-ms.ts';
import type { Switchboard } from './switchboard/switchboard.ts';

/** Everything that a run has seen, and what it is seen with. */
export interface RunEvidence {
  readonly clock: RunClock;
  readonly log: EventLog;
  readonly occurrences: Occurrences;
  readonly windows: StepWindows;
  /** Absent where signals are not limited. */
  readonly signalLimit?: SignalLimit;
  /** Files whose planted edits were really loaded. */
  readonly loadedEdits: Set<string>;
  /** Operations that clients were asked to carry out, by id. */
  readonly operations: Map<string, TimedOperation>;
  /** Exits that nobody planned, in monotonic ms. */
  readonly unplanned: { readonly role: string; readonly atMs: number }[];
  /** Set when the run is over: how services and links behave while they are stopped is no evidence. */
  over: boolean;
}

/** No evidence yet. */
export const createRunEvidence = (): RunEvidence => {
  const clock = createRunClock();
  const log = createEventLog(clock);
  const occurrences = createOccurrences();
  log.onEvent(occurrences.event);
  const windows = createStepWindows(monotonicMs);
  const loadedEdits = new Set<string>();
  const signalLimit = createSignalLimit();
  const parts = { clock, log, occurrences, windows, signalLimit, loadedEdits };
  return { ...parts, operations: new Map(), unplanned: [], over: false };
};

const beforeStart = ({ clock }: RunEvidence, atMs: number): boolean =>
  clock.zeroMs === undefined || atMs < clock.zeroMs;

// An exit is noticed, and its links closed, within a few ms; a busy machine makes it more.
const NOTICE_MS = 50;
const EVENTS_LOOKED_AT = 2_000;

/** An exchange that ended while its service's exit went unnoticed may be one class off. */
const markNear = (
  exchange: Omit<Exchange, 'index'>,
  exits: RunEvidence['unplanned'],
): Omit<Exchange, 'index'> => {
  const endMs = exchange.endedAtMs;
  if (endMs === undefined || exchange.class === 'answered') return exchange;
  const near = exits.some(
    ({ role, atMs }) => role === exchange.to && Math.abs(endMs - atMs) <= NOTICE_MS,
  );
  return near ? { ...exchange, marked: true } : exchange;
};

const addExchange = ({ log, windows, unplanned }: RunEvidence, exchange: Omit<Exchange, 'index'>) =>
  log.add(markNear(windows.attribute(exchange), unplanned));

/** Lets a switchboard's exchanges and phases into the evidence. */
export const listenToSwitchboard = (evidence: RunEvidence, switchboard: Switchboard): void => {
  switchboard.onExchange((exchange) => {
    if (!evidence.over) addExchange(evidence, exchange);
  });
  switchboard.onPhase((report) => {
    evidence.occurrences.phase(report, beforeStart(evidence, report.atMs));
  });
};

const toExchange = (attempt: WitnessedAttempt, link: Link): Omit<Exchange, 'index'> => {
  const { callIdHeader, keyHeaders } = headersOf(link);
  const callId = attempt.headers[callIdHeader];
  const key = keyHeaders.map((name) => attempt.headers[name]).find((one) => one !== undefined);
  return {
    type: 'exchange',
    atMs: attempt.atMs,
    link: linkName(link),
    from: link.from,
    to: link.to,
    connection: -1,
    ...(callId === undefined ? {} : { callId }),
    ...(key === undefined ? {} : { key }),
    method: attempt.method,
    path: attempt.path,
    requestBytes: 0,
    class: attempt.class,
    endedByCaller: false,
    endedAtMs: attempt.atMs,
    steps: [],
    source: 'client',
  };
};

/** Lets what clients witnessed themselves into the evidence; links are known by their port. */
export const witnessLines = (evidence: RunEvidence, stack: Stack, ports: RunPorts) => {
  const links = new Map(stack.links.map((link) => [ports.links.get(linkName(link))?.tapA, link]));
  return (line: WitnessLine): void => {
    if (line.type === 'edit') {
      evidence.loadedEdits.add(line.file);
      return;
    }
    const link = links.get(line.port);
    // Sockets are seen as well as the requests on them: on HTTP links the requests count.
    const counts = link && (line.by === 'net') === (link.protocol === 'tcp');
    if (counts && !evidence.over)
      evidence.log.add(evidence.windows.attribute(toExchange(line, link)));
  };
};

/** Lets what clients say of their operations into the evidence. */
export const operationNews =
  ({ log, operations }: RunEvidence) =>
  (news: Extract<ClientNews, { operation: string }>): void => {
    if (news.type === 'complete') {
      log.add(news);
      return;
    }
    const timed = operations.get(news.operation);
    if (!timed)
      throw new Error(`client host: it began "${news.operation}", which nobody asked for`);
    const { id, kind, conversation, text } = timed.operation;
    log.add({
      ...news,
      kind,
      conversation,
      key: id,
      textSha: textSha(text),
      intendedAtMs: timed.startAtMs,
    });
  };

/** Lets the signals of a service's log lines into the evidence. */
export const signalLines =
  (evidence: RunEvidence, stack: Stack, role: string) =>
  (line: string, life: number): void => {
    if (evidence.over) return;
    const { signalLimit } = evidence;
    // A life that has lost signals already makes the run unknown: to read on would only cost time.
    if (signalLimit?.full(role, life)) {
      signalLimit.skipped(role, life);
      return;
    }
    const found = readSignal(stack, role, line);
    if (!found || signalLimit?.keeps(role, life, line) === false) return;
    const { name, value, wallMs } = found;
    const atMs = wallMs === undefined ? monotonicMs() : evidence.clock.wallToMonotonicMs(wallMs);
    evidence.log.add({ type: 'signal', atMs, role, life, name, value });
  };

/** Remembers an unplanned exit, and marks the exchanges that it has already made doubtful. */
export const noteUnplannedExit = (evidence: RunEvidence, role: string, atMs: number): void => {
  const { log, clock, unplanned } = evidence;
  const exit = { role, atMs };
  unplanned.push(exit);
  const inLog = { role, atMs: clock.zeroMs === undefined ? atMs : clock.toRunMs(atMs) };
  let left = EVENTS_LOOKED_AT;
  log.revise((event: EventDraft) => {
    if (left-- <= 0) return 'stop';
    return event.type === 'exchange' ? markNear(event, [inLog]) : event;
  });
};

/** Counts the requests to some services that failed from now on, and had not failed before. */
export const countFailures = ({ log }: RunEvidence, roles: readonly string[]): (() => number) => {
  const from = log.events().length;
  return () => newFailures(log.events(), from, roles);
};
