import { type Link, linkName } from '../../../core/stack.ts';
import { headersOf } from '../../live/service-env.ts';
import {
  completeExchange,
  createLinkConnection,
  type LinkConnection,
  type LinkHost,
} from '../../live/switchboard/link-connection.ts';
import type { LedgerOutput } from '../../live/switchboard/link-ledger.ts';
import type { ProcessStates } from '../../live/switchboard/process-states.ts';
import { toExchange } from '../../live/switchboard/to-exchange.ts';
import type { ConnectionTaps } from '../network/forward.ts';
import { wireTaps } from './wire-taps.ts';

/** A link that nothing stands in: its exchanges are read from the wire. */
export interface WireLink {
  /** A connection was made on it. */
  begin(): ConnectionTaps;
  /** Connections that ended without a whole request head. */
  readonly neverSent: number;
  /** Tells of every open exchange as it stands. */
  flush(): void;
}

/** What a link on the wire needs to know. */
export interface WireLinkContext {
  readonly processes: ProcessStates;
  readonly output: LedgerOutput;
  nowMs(): number;
}

/** A link without any connection yet. */
export const createWireLink = (link: Link, context: WireLinkContext): WireLink => {
  const { processes, output, nowMs } = context;
  const name = linkName(link);
  const about = { link: name, from: link.from, to: link.to, processes, stepsBetween: () => [] };
  const open = new Set<LinkConnection>();
  let connections = 0;
  let exchanges = 0;
  let neverSent = 0;
  const { callIdHeader, keyHeaders } = headersOf(link);
  const host: LinkHost = {
    callIdHeader,
    keyHeaders,
    nowMs,
    nextNth: () => ++exchanges,
    readerAt: (atMs) => processes.at(link.to, atMs),
    phase: (facts, phase, atMs) => output.phase({ link: name, nth: facts.nth, phase, atMs }),
    // Nothing disturbs the bytes here, so nobody measures their way.
    entered: () => {},
    left: () => {},
    endPassed: () => {},
    complete: (connection, facts) => output.exchange(toExchange(facts, connection.facts, about)),
    closed: (connection) => {
      open.delete(connection);
      if (connection.exchanges.length === 0) neverSent += 1;
    },
  };
  return {
    begin: () => {
      const connection = createLinkConnection(++connections);
      open.add(connection);
      return wireTaps(connection, host, link.protocol);
    },
    get neverSent() {
      return neverSent;
    },
    flush: () => {
      for (const connection of open) {
        for (const facts of [...connection.exchanges]) {
          if (facts) completeExchange(connection, host, facts);
        }
      }
    },
  };
};
