import { createFraming, type Segment } from '../../../gateway/http-framing.ts';
import { headerOf, methodOf, pathOf, statusOf } from '../../../gateway/http-head.ts';
import { stepHeader } from '../../../gateway/own-answer.ts';
import type { Ending } from '../../../gateway/socket-ends.ts';
import type { ExchangeFacts } from './exchange-facts.ts';
import {
  beginExchange,
  closeAt,
  completeExchange,
  type LinkConnection,
  type LinkHost,
} from './link-connection.ts';

/** What tap A tells about one connection. */
export interface TapASight {
  /** Bytes from the caller, on their way to the proxy. */
  request(chunk: Buffer): void;
  /** Bytes from the proxy, on their way to the caller. */
  answer(chunk: Buffer): void;
  callerEnded(how: Ending): void;
  /** The proxy ended the connection; answers what the caller is to be shown. */
  proxyEnded(how: Ending): Ending;
  closed(): void;
}

/** Reads both directions of a connection on a copy of the bytes. */
export const createTapASight = (
  connection: LinkConnection,
  host: LinkHost,
  options: {
    readonly protocol: 'http' | 'tcp';
    /** A step in force resets connections: the caller is shown the reset, however it came. */
    resets(): boolean;
  },
): TapASight => {
  let asking: ExchangeFacts | undefined;
  let partialSinceMs: number | undefined;
  const answering = () => connection.exchanges[connection.answered] ?? undefined;
  const requests = createFraming('request');
  const answers = createFraming('response', () => answering()?.method);
  if (options.protocol === 'tcp') {
    requests.stop();
    answers.stop();
  }

  const requestSegment = (segment: Segment, atMs: number) => {
    if (segment.kind === 'head') {
      const { head } = segment;
      const callId = headerOf(head, host.callIdHeader);
      const key = host.keyHeaders.map((name) => headerOf(head, name)).find((it) => it);
      asking = beginExchange(connection, host, {
        method: methodOf(head),
        path: pathOf(head),
        headText: head.text,
        sentAtMs: partialSinceMs ?? atMs,
        ...(callId && { callId }),
        ...(key && { key }),
      });
      partialSinceMs = undefined;
    }
    if (asking && 'bytes' in segment) asking.requestBytes += segment.bytes.length;
    if (segment.kind !== 'end' || !asking) return;
    asking.requestWhole = true;
    if (asking.answeredAtMs !== undefined) completeExchange(connection, host, asking);
    asking = undefined;
  };
  const opaqueRequest = (bytes: number, atMs: number) => {
    // After a switch of protocols the exchange that asked for it is all that is told.
    if (!connection.tcp && connection.exchanges.length > 0) return;
    connection.tcp ??= beginExchange(connection, host, {
      method: 'TCP',
      path: '',
      headText: '',
      sentAtMs: atMs,
    });
    connection.tcp.requestBytes += bytes;
    connection.tcp.requestWhole = true;
    delete connection.tcp.deliveredAtMs;
    answers.stop();
  };
  const answerSegment = (segment: Segment, atMs: number) => {
    const facts = connection.tcp ?? answering();
    if (!facts) return;
    if (segment.kind === 'head' || connection.tcp) facts.answerBeganAtMs ??= atMs;
    if (segment.kind === 'head') {
      facts.status = statusOf(segment.head);
      const step = headerOf(segment.head, stepHeader);
      if (step) facts.gatewayStep = Number(step);
      if (answers.opaque) requests.stop();
    }
    if (segment.kind !== 'end') return;
    facts.answeredAtMs = atMs;
    connection.answered++;
    host.phase(facts, 'answered', atMs);
    if (facts.requestWhole) completeExchange(connection, host, facts);
  };
  const ends = (how: Ending) => {
    connection.facts.endedAtMs ??= host.nowMs();
    connection.facts.ending ??= how;
  };
  return {
    request: (chunk) => {
      const atMs = host.nowMs();
      host.entered(connection, 'upstream', chunk.length);
      for (const segment of requests.push(chunk)) {
        if (segment.kind === 'opaque') opaqueRequest(segment.bytes.length, atMs);
        else requestSegment(segment, atMs);
      }
      if (requests.partial().length > 0) partialSinceMs ??= atMs;
    },
    answer: (chunk) => {
      const atMs = host.nowMs();
      host.left(connection, 'downstream', chunk.length);
      for (const segment of answers.push(chunk)) answerSegment(segment, atMs);
    },
    callerEnded: (how) => {
      connection.facts.endedBy ??= 'caller';
      if (connection.endedBy === 'caller') connection.endEnteredAtMs.upstream ??= host.nowMs();
      ends(how);
    },
    proxyEnded: (how) => {
      const { facts, transit, endEnteredAtMs } = connection;
      const lost = transit.downstream.entered > transit.downstream.left;
      // The service closed in peace, but what it sent did not come through: the proxy cut it.
      if (
        facts.endedBy === undefined ||
        (facts.peacefulAtB && lost && facts.endedBy !== 'caller')
      ) {
        facts.endedBy = 'proxy';
      }
      const atMs = host.nowMs();
      if (endEnteredAtMs.downstream !== undefined) {
        host.endPassed('downstream', atMs - endEnteredAtMs.downstream);
      }
      // Only the service's own end makes a body whole that ends by closing.
      if (how === 'fin' && facts.endedBy === 'service') {
        for (const segment of answers.finish()) answerSegment(segment, atMs);
      }
      const shown = options.resets() && facts.endedBy === 'proxy' ? 'rst' : how;
      ends(shown);
      return shown;
    },
    closed: () => closeAt(connection, host, 'A'),
  };
};
