import { connect, type Socket } from 'node:net';
import { createAnswerPath } from './answer-path.ts';
import type { ConnectionSight } from './gateway-observer.ts';
import { createRequestPath } from './request-path.ts';
import type { RuleBook } from './rule-book.ts';
import { onEnds, passEnd, writeBraked } from './socket-ends.ts';

const HELD_BYTES_MAX = 1024 * 1024;

/** What one connection at tap B needs to know. */
export interface GatewayContext {
  readonly service: { readonly host: string; readonly port: number };
  readonly protocol: 'http' | 'tcp';
  readonly rules: RuleBook;
  nowMs(): number;
}

/** Carries one connection between the proxy (`caller`) and the service. */
export const serveGatewayConnection = (
  caller: Socket,
  sight: ConnectionSight,
  context: GatewayContext,
): void => {
  const service = connect({ ...context.service, allowHalfOpen: true, noDelay: true });
  caller.setNoDelay(true);
  let connected = false;
  let open = 2;
  const answers = createAnswerPath({
    write: (bytes) => {
      sight.sent(bytes.length);
      writeBraked(caller, bytes, service);
    },
    end: (how) => passEnd(caller, how),
    cut: (how) => {
      sight.ended('gateway', how);
      passEnd(caller, how);
      passEnd(service, 'fin');
    },
    emptied: () => {
      if (service.isPaused() && !caller.writableNeedDrain) service.resume();
    },
    upgraded: () => requests.stop(),
    nowMs: context.nowMs,
  });
  const requests = createRequestPath({ answers, sight, context, service, caller });
  const closes = () => {
    answers.stop();
    if (--open === 0) sight.closed();
  };

  caller.on('data', (chunk: Buffer) => {
    sight.received(chunk.length);
    requests.receive(chunk);
  });
  onEnds(caller, {
    fin: () => {
      sight.ended('caller', 'fin');
      passEnd(service, 'fin');
    },
    broken: () => {
      sight.ended('caller', 'rst');
      passEnd(service, 'rst');
    },
  });
  service.on('connect', () => {
    connected = true;
    caller.resume();
  });
  service.on('data', (chunk: Buffer) => {
    answers.receive(chunk);
    // A fault may hold an answer for long: what waits here stays within a bound.
    if (answers.heldBytes > HELD_BYTES_MAX) service.pause();
  });
  onEnds(service, {
    fin: () => {
      sight.ended('service', 'fin');
      answers.serviceEnded('fin');
    },
    broken: () => {
      if (!connected) sight.serviceRefused();
      sight.ended('service', 'rst');
      answers.serviceEnded('rst');
    },
  });
  caller.on('close', closes);
  service.on('close', closes);
};
