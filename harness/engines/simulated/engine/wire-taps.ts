import type { ExchangeSight } from '../../../gateway/gateway-observer.ts';
import { createFraming, type Segment } from '../../../gateway/http-framing.ts';
import { methodOf, statusOf } from '../../../gateway/http-head.ts';
import type { LinkConnection, LinkHost } from '../../live/switchboard/link-connection.ts';
import { createTapASight } from '../../live/switchboard/tap-a-sight.ts';
import { createTapBSight } from '../../live/switchboard/tap-b-sight.ts';
import type { ConnectionTaps, EndpointTap } from '../network/forward.ts';

type Protocol = 'http' | 'tcp';

/** A side is closed when both of its directions have ended, or at a reset. */
const createEnds = (closed: () => void) => {
  let sent = false;
  let arrived = false;
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    closed();
  };
  return {
    sent: (what: 'fin' | 'rst') => {
      sent = true;
      if (what === 'rst' || arrived) end();
    },
    arrived: (what: 'fin' | 'rst') => {
      arrived = true;
      if (what === 'rst' || sent) end();
    },
  };
};

const callerTap = (connection: LinkConnection, host: LinkHost, protocol: Protocol): EndpointTap => {
  const sight = createTapASight(connection, host, { protocol, resets: () => false });
  const ends = createEnds(sight.closed);
  return {
    sent: (what, bytes) => {
      if (what === 'bytes') {
        if (bytes !== undefined) sight.request(bytes);
        return;
      }
      sight.callerEnded(what);
      ends.sent(what);
    },
    arrived: (what, bytes) => {
      if (what === 'bytes') {
        if (bytes !== undefined) sight.answer(bytes);
        return;
      }
      sight.proxyEnded(what);
      ends.arrived(what);
    },
  };
};

interface Asked {
  readonly method: string;
  readonly sight: ExchangeSight;
}

const serviceTap = (
  connection: LinkConnection,
  host: LinkHost,
  protocol: Protocol,
): EndpointTap => {
  const sight = createTapBSight(connection, host);
  const ends = createEnds(sight.closed);
  const waiting: Asked[] = [];
  let current: Asked | undefined;
  const requests = createFraming('request');
  const answers = createFraming('response', () => waiting[0]?.method);
  if (protocol === 'tcp') {
    requests.stop();
    answers.stop();
  }
  const requestSegment = (segment: Segment) => {
    if (segment.kind === 'head') {
      current = { method: methodOf(segment.head), sight: sight.request(segment.head) };
      waiting.push(current);
    } else if (segment.kind === 'end') {
      current?.sight.delivered();
    } else if (segment.kind === 'opaque') {
      sight.passed(segment.bytes.length);
    }
  };
  const answerSegment = (segment: Segment) => {
    if (segment.kind === 'head') {
      waiting[0]?.sight.serviceHead(statusOf(segment.head));
      if (answers.opaque) requests.stop();
    } else if (segment.kind === 'end') {
      waiting.shift()?.sight.serviceEnd();
    }
  };
  return {
    arrived: (what, bytes) => {
      if (what === 'bytes') {
        if (bytes === undefined) return;
        sight.received(bytes.length);
        for (const segment of requests.push(bytes)) requestSegment(segment);
        return;
      }
      sight.ended('caller', what);
      ends.arrived(what);
    },
    sent: (what, bytes) => {
      if (what === 'bytes') {
        if (bytes === undefined) return;
        sight.sent(bytes.length);
        for (const segment of answers.push(bytes)) answerSegment(segment);
        return;
      }
      if (what === 'fin') for (const segment of answers.finish()) answerSegment(segment);
      sight.ended('service', what);
      ends.sent(what);
    },
  };
};

/** Listens to one connection of a link where its two kernels are, as the two taps do live. */
export const wireTaps = (
  connection: LinkConnection,
  host: LinkHost,
  protocol: Protocol,
): ConnectionTaps => ({
  caller: callerTap(connection, host, protocol),
  service: serviceTap(connection, host, protocol),
});
