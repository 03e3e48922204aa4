import type { ConnectionSight, ExchangeSight } from '../../../gateway/gateway-observer.ts';
import type { Head } from '../../../gateway/http-head.ts';
import type { ExchangeFacts } from './exchange-facts.ts';
import { closeAt, type LinkConnection, type LinkHost } from './link-connection.ts';

const deliver = (facts: ExchangeFacts, host: LinkHost): void => {
  const atMs = host.nowMs();
  facts.deliveredAtMs = atMs;
  facts.reader = host.readerAt(atMs);
  host.phase(facts, 'delivered', atMs);
};

const exchangeSight = (facts: ExchangeFacts, host: LinkHost): ExchangeSight => ({
  delivered: () => deliver(facts, host),
  serviceHead: (status) => {
    facts.serviceStatus = status;
    facts.serviceBeganAtMs = host.nowMs();
  },
  serviceEnd: () => {
    facts.serviceAnsweredAtMs = host.nowMs();
  },
  touched: (step) => void facts.steps.add(step),
});

const nothing = () => {};
const untold: ExchangeSight = {
  delivered: nothing,
  serviceHead: nothing,
  serviceEnd: nothing,
  touched: nothing,
};

/** The nth request at tap B is the nth at tap A; its head proves it. Undefined: told already. */
const matchRequest = (connection: LinkConnection, head: Head): ExchangeFacts | undefined => {
  const facts = connection.exchanges[connection.headsAtB++];
  // It was between the taps when the run was over: nobody asks what became of it.
  if (facts === null && connection.flushed) return undefined;
  if (!facts || facts.headText !== head.text) {
    throw new Error(
      `tap B saw ${JSON.stringify(head.firstLine)} as request ${connection.headsAtB} of connection ` +
        `${connection.facts.connection}, tap A saw ${facts ? `${facts.method} ${facts.path}` : 'none'}`,
    );
  }
  facts.reachedB = true;
  return facts;
};

/** Joins what tap B sees to the connection that tap A began. */
export const createTapBSight = (connection: LinkConnection, host: LinkHost): ConnectionSight => {
  connection.openAtB = true;
  return {
    received: (bytes) => host.left(connection, 'upstream', bytes),
    sent: (bytes) => host.entered(connection, 'downstream', bytes),
    request: (head) => {
      const facts = matchRequest(connection, head);
      return facts ? exchangeSight(facts, host) : untold;
    },
    passed: (bytes) => {
      connection.passedToService += bytes;
      const { tcp } = connection;
      if (tcp && connection.passedToService === tcp.requestBytes) deliver(tcp, host);
    },
    serviceRefused: () => {
      connection.facts.serviceRefused = true;
    },
    ended: (side, how) => {
      const atMs = host.nowMs();
      if (connection.facts.endedAtB === undefined && side !== 'caller') {
        connection.facts.peacefulAtB = how === 'fin';
      }
      connection.facts.endedAtB ??= side;
      if (side === 'caller') {
        connection.facts.endedBy ??= 'proxy';
        const enteredAtMs = connection.endEnteredAtMs.upstream;
        if (enteredAtMs !== undefined && how === 'fin') {
          host.endPassed('upstream', atMs - enteredAtMs);
        }
      } else {
        connection.facts.endedBy ??= side;
        if (connection.endedBy === side) connection.endEnteredAtMs.downstream ??= atMs;
      }
    },
    closed: () => closeAt(connection, host, 'B'),
  };
};
