import type { ToxicStream } from '../../../core/toxic.ts';
import type { ConnectionFacts, ExchangeFacts } from './exchange-facts.ts';
import type { MeteredConnection } from './meter.ts';
import type { PhaseReport } from './switchboard.ts';
import { createTransit } from './transit.ts';

/** One caller's connection: the place where the sights of both taps are joined. */
export interface LinkConnection extends MeteredConnection {
  readonly facts: ConnectionFacts;
  /** In the order of their heads; complete ones stay as null to keep the places. */
  readonly exchanges: (ExchangeFacts | null)[];
  /** The run is over for it: what was under way between the taps has been told as it was. */
  flushed?: true;
  /** Set where bytes are no HTTP: the whole connection is then one exchange. */
  tcp?: ExchangeFacts;
  /** Bytes of it that were written to the service. */
  passedToService: number;
  /** How many answers were seen whole at tap A, and how many heads at tap B. */
  answered: number;
  headsAtB: number;
  openAtA: boolean;
  openAtB: boolean;
  refused: boolean;
  /** When a side's end went in, by the direction in which it travels. */
  readonly endEnteredAtMs: { [stream in ToxicStream]?: number };
}

/** What the taps ask of the link, and tell it. */
export interface LinkHost {
  readonly callIdHeader: string;
  readonly keyHeaders: readonly string[];
  nowMs(): number;
  nextNth(): number;
  /** Whether the service can read at that instant. */
  readerAt(atMs: number): NonNullable<ExchangeFacts['reader']>;
  phase(facts: ExchangeFacts, phase: PhaseReport['phase'], atMs: number): void;
  entered(connection: LinkConnection, stream: ToxicStream, bytes: number): void;
  left(connection: LinkConnection, stream: ToxicStream, bytes: number): void;
  endPassed(stream: ToxicStream, delayMs: number): void;
  /** Nothing more can become of this exchange. */
  complete(connection: LinkConnection, facts: ExchangeFacts): void;
  /** Both taps have closed it. */
  closed(connection: LinkConnection): void;
}

/** A connection that was just accepted at tap A. */
export const createLinkConnection = (connection: number): LinkConnection => ({
  facts: { connection, serviceRefused: false },
  transit: { upstream: createTransit(), downstream: createTransit() },
  exchanges: [],
  passedToService: 0,
  answered: 0,
  headsAtB: 0,
  openAtA: true,
  openAtB: false,
  refused: false,
  endEnteredAtMs: {},
  get endedBy() {
    return this.facts.endedBy;
  },
  get busy() {
    return this.exchanges.some((facts) => facts !== null);
  },
});

/** Begins an exchange; its head was just whole at tap A. */
export const beginExchange = (
  connection: LinkConnection,
  host: LinkHost,
  head: Pick<ExchangeFacts, 'method' | 'path' | 'headText' | 'sentAtMs' | 'callId' | 'key'>,
): ExchangeFacts => {
  const facts: ExchangeFacts = {
    ...head,
    nth: host.nextNth(),
    requestBytes: 0,
    requestWhole: false,
    reachedB: false,
    steps: new Set(),
  };
  connection.exchanges.push(facts);
  host.phase(facts, 'attempted', host.nowMs());
  return facts;
};

/** Completes an exchange once; its place stays. */
export const completeExchange = (
  connection: LinkConnection,
  host: LinkHost,
  facts: ExchangeFacts,
): void => {
  const index = connection.exchanges.lastIndexOf(facts);
  if (index === -1) return;
  connection.exchanges[index] = null;
  host.complete(connection, facts);
};

const judgeTcp = ({ tcp, facts, transit }: LinkConnection): void => {
  if (!tcp || tcp.answerBeganAtMs === undefined) return;
  const { entered, left } = transit.downstream;
  const ended = facts.endedBy === 'caller' || facts.endedBy === 'service';
  if (ended && entered === left && facts.endedAtMs !== undefined) {
    tcp.answeredAtMs = facts.endedAtMs;
  }
};

/** One tap has closed the connection; with the second, its exchanges are what they are. */
export const closeAt = (connection: LinkConnection, host: LinkHost, tap: 'A' | 'B'): void => {
  if (tap === 'A') connection.openAtA = false;
  else connection.openAtB = false;
  if (connection.openAtA || connection.openAtB) return;
  judgeTcp(connection);
  for (const facts of connection.exchanges) {
    if (facts) completeExchange(connection, host, facts);
  }
  host.closed(connection);
};
