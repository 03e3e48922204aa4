import type { ToxicStream } from '../../../core/toxic.ts';
import type { ExchangeFacts } from './exchange-facts.ts';
import { createIdleTransit } from './idle-transit.ts';
import {
  completeExchange,
  createLinkConnection,
  type LinkConnection,
  type LinkHost,
} from './link-connection.ts';
import type { Meter } from './meter.ts';
import type { ProcessStates } from './process-states.ts';
import type { StepWindows } from './step-windows.ts';
import type { BoardLink, LinkCounters, PhaseReport, RawExchange } from './switchboard.ts';
import { toExchange } from './to-exchange.ts';

const DEATH_TOLD_WITHIN_MS = 50;

/** Where a ledger's findings go. */
export interface LedgerOutput {
  exchange(exchange: RawExchange): void;
  phase(phase: PhaseReport): void;
}

/** All connections of a link, what became of them, and the meters that watch them. */
export interface LinkLedger {
  readonly host: LinkHost;
  readonly open: ReadonlySet<LinkConnection>;
  begin(): LinkConnection;
  watch(meter: Meter): () => void;
  /** How long bytes take while no step is watched. */
  idleMs(stream: ToxicStream): number;
  flush(): void;
  counters(): LinkCounters;
}

/** What a ledger needs to know of its link. */
export interface LedgerContext {
  readonly link: BoardLink;
  readonly processes: ProcessStates;
  readonly windows: StepWindows;
  readonly output: LedgerOutput;
  nowMs(): number;
}

/** An empty ledger. */
export const createLinkLedger = (context: LedgerContext): LinkLedger => {
  const { link, processes, windows, output, nowMs } = context;
  const [from = '', to = ''] = link.name.split('>');
  const open = new Set<LinkConnection>();
  const meters = new Set<Meter>();
  const idle = { upstream: createIdleTransit(), downstream: createIdleTransit() };
  const delayed = new Map<ExchangeFacts, () => void>();
  let connections = 0;
  let neverSent = 0;
  let exchanges = 0;

  const emit = (connection: LinkConnection, facts: ExchangeFacts) => {
    const about = { link: link.name, from, to, processes, stepsBetween: windows.between };
    output.exchange(toExchange(facts, connection.facts, about));
  };
  // Whether the caller died is told a little later than its connections end.
  const emitLater = (connection: LinkConnection, facts: ExchangeFacts) => {
    const now = () => {
      clearTimeout(timer);
      delayed.delete(facts);
      emit(connection, facts);
    };
    const timer = setTimeout(now, DEATH_TOLD_WITHIN_MS);
    delayed.set(facts, now);
  };
  const host: LinkHost = {
    callIdHeader: link.callIdHeader.toLowerCase(),
    keyHeaders: link.keyHeaders.map((name) => name.toLowerCase()),
    nowMs,
    nextNth: () => ++exchanges,
    readerAt: (atMs) => processes.at(to, atMs),
    phase: (facts, phase, atMs) => output.phase({ link: link.name, nth: facts.nth, phase, atMs }),
    entered: (connection, stream, bytes) => connection.transit[stream].enter(bytes, nowMs()),
    left: (connection, stream, bytes) => {
      const passage = connection.transit[stream].leave(bytes, nowMs());
      if (meters.size === 0) idle[stream].add(passage.delayMs);
      for (const meter of meters) meter.passed?.(connection, stream, passage);
    },
    endPassed: (stream, delayMs) => {
      for (const meter of meters) meter.endPassed?.(stream, delayMs);
    },
    complete: (connection, facts) => {
      const byCaller = connection.endedBy === 'caller' && facts.answeredAtMs === undefined;
      if (byCaller) emitLater(connection, facts);
      else emit(connection, facts);
    },
    closed: (connection) => {
      open.delete(connection);
      if (connection.exchanges.length === 0) neverSent++;
      for (const meter of meters) meter.ended?.(connection);
    },
  };
  return {
    host,
    open,
    begin: () => {
      const connection = createLinkConnection(++connections);
      open.add(connection);
      for (const meter of meters) meter.opened?.(connection);
      return connection;
    },
    watch: (meter) => {
      meters.add(meter);
      return () => meters.delete(meter);
    },
    idleMs: (stream) => idle[stream].medianMs(),
    flush: () => {
      for (const connection of open) {
        connection.flushed = true;
        for (const facts of connection.exchanges) {
          if (facts) completeExchange(connection, host, facts);
        }
      }
      for (const now of [...delayed.values()]) now();
    },
    counters: () => ({ connections, neverSent }),
  };
};
