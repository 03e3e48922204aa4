import type { Socket } from 'node:net';
import type { AnswerPath, Asked } from './answer-path.ts';
import type { GatewayContext } from './gateway-connection.ts';
import type { ConnectionSight } from './gateway-observer.ts';
import { createFraming, type Segment } from './http-framing.ts';
import type { Head } from './http-head.ts';
import { writeBraked } from './socket-ends.ts';

const empty = Buffer.alloc(0);

/** What the way of the requests touches. */
export interface RequestWay {
  readonly answers: AnswerPath;
  readonly sight: ConnectionSight;
  readonly context: GatewayContext;
  readonly service: Socket;
  readonly caller: Socket;
}

/** The way of the requests on one connection, from the caller to the service. */
export const createRequestPath = ({ answers, sight, context, service, caller }: RequestWay) => {
  const framing = createFraming('request');
  if (context.protocol === 'tcp') framing.stop();
  let current: Asked | undefined;
  // Bytes of a head that left before it was whole: no rule was there to wait for.
  let gone = 0;

  const send = (bytes: Buffer) => writeBraked(service, bytes, caller);
  const instead = () => current?.decision?.act.kind === 'instead';
  const begin = (head: Head) => {
    // A rule decides about one exchange at a time; a pipelined request, or one whose head is
    // partly gone already, passes untouched.
    const decision = answers.open === 0 && gone === 0 ? context.rules.decide(head) : undefined;
    current = { head, decision, sight: sight.request(head) };
    if (decision) current.sight.touched(decision.step);
    answers.ask(current);
  };
  const finish = () => {
    const asked = current;
    if (!asked) return;
    if (instead()) answers.answerInstead(asked);
    // Called back once all bytes before it have been taken by the kernel.
    else service.write(empty, (error) => error || asked.sight.delivered());
    current = undefined;
  };
  const pass = (segment: Segment) => {
    if (segment.kind === 'end') return finish();
    if (segment.kind === 'head') begin(segment.head);
    if (instead()) return;
    const bytes = segment.bytes.subarray(gone);
    gone = 0;
    send(bytes);
    if (segment.kind === 'opaque') {
      service.write(empty, (error) => error || sight.passed(bytes.length));
    }
  };
  return {
    /** What follows is no HTTP any more. */
    stop: framing.stop,
    receive: (chunk: Buffer) => {
      service.cork();
      for (const segment of framing.push(chunk)) pass(segment);
      const partial = framing.partial();
      if (partial.length > gone && context.rules.isEmpty) {
        send(partial.subarray(gone));
        gone = partial.length;
      }
      service.uncork();
    },
  };
};
