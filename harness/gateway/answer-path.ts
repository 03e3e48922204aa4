import type { AnswerChange } from '../http-faults/http-fault.ts';
import { type AnswerWay, createAnswerWriter, type GatewayWriter } from './answer-writer.ts';
import type { ExchangeSight } from './gateway-observer.ts';
import { createHeldQueue } from './held-queue.ts';
import { createFraming, type Segment } from './http-framing.ts';
import { type Head, keepsAlive, methodOf, statusOf } from './http-head.ts';
import { ownAnswerBytes } from './own-answer.ts';
import type { Decision } from './rule-book.ts';
import type { Ending } from './socket-ends.ts';

/** A request whose answer is to come. */
export interface Asked {
  readonly head: Head;
  readonly sight: ExchangeSight;
  readonly decision: Decision | undefined;
}

/** Where the answers of one connection go. */
export interface AnswerTarget {
  write(bytes: Buffer): void;
  end(how: Ending): void;
  /** A fault ends the connection here. */
  cut(how: Ending): void;
  /** Nothing waits any more. */
  emptied(): void;
  /** The service has switched protocols. */
  upgraded(): void;
  nowMs(): number;
}

/** The way of the answers on one connection, from the service to the caller. */
export interface AnswerPath {
  /** A request was passed to the service (or will be answered by the gateway). */
  ask(asked: Asked): void;
  readonly open: number;
  /** Answers the one open request by the gateway itself. */
  answerInstead(asked: Asked): void;
  receive(chunk: Buffer): void;
  serviceEnded(how: Ending): void;
  stop(): void;
  /** Bytes wait here because a fault holds them. */
  readonly heldBytes: number;
}

type Item =
  | { readonly kind: 'segment'; readonly segment: Segment; readonly asked: Asked | undefined }
  | { readonly kind: 'end'; readonly how: Ending };

interface Active {
  readonly asked: Asked;
  readonly writer: GatewayWriter;
  readonly change: AnswerChange;
  forget(): void;
}

const ownAnswer = (asked: Asked, answer: Parameters<AnswerWay['own']>[0]): Buffer =>
  ownAnswerBytes(answer, {
    step: asked.decision?.step ?? 0,
    method: methodOf(asked.head),
    keepAlive: keepsAlive(asked.head),
  });

const feed = (change: AnswerChange, segment: Segment, writer: GatewayWriter): void => {
  if (segment.kind === 'head') {
    change.head({ status: statusOf(segment.head), bytes: segment.bytes });
  } else if (segment.kind === 'body') change.body(segment.bytes);
  else if (segment.kind === 'end') change.end();
  else writer.write(segment.bytes);
};

/** Opens the way; nothing is changed for requests without a decision. */
export const createAnswerPath = (target: AnswerTarget): AnswerPath => {
  const waiting: Asked[] = [];
  let active: Active | undefined;
  let over = false;
  let heldBytes = 0;
  const framing = createFraming('response', () => waiting[0] && methodOf(waiting[0].head));

  const stop = () => {
    over = true;
    active?.writer.stop();
    active?.forget();
    queue.clear();
    heldBytes = 0;
  };
  const activate = (asked: Asked, decision: Decision): Active | undefined => {
    if (decision.act.kind !== 'change') return undefined;
    const way: AnswerWay = {
      write: (bytes) => void (over || target.write(bytes)),
      hold: (reason) => queue.hold(reason),
      release: (reason) => queue.release(reason),
      cut: (by) => {
        over = true;
        queue.clear();
        heldBytes = 0;
        target.cut(by);
      },
      own: (answer) => ownAnswer(asked, answer),
      count: decision.count,
    };
    const writer = createAnswerWriter(way, target.nowMs);
    const change = decision.act.begin(writer);
    const forget = decision.onHealed(() => {
      if (over) return;
      writer.hurry();
      change.healed();
    });
    return { asked, writer, change, forget };
  };
  const passSegment = (segment: Segment, asked: Asked | undefined) => {
    if (asked?.decision && active?.asked !== asked) active = activate(asked, asked.decision);
    if (!active || active.asked !== asked) {
      if ('bytes' in segment) target.write(segment.bytes);
      return;
    }
    feed(active.change, segment, active.writer);
    if (segment.kind !== 'end') return;
    active.forget();
    active = undefined;
  };
  const queue = createHeldQueue<Item>((item) => {
    if (over) return;
    if (item.kind === 'end') return target.end(item.how);
    if ('bytes' in item.segment) heldBytes -= item.segment.bytes.length;
    passSegment(item.segment, item.asked);
    if (heldBytes === 0) target.emptied();
  });
  const observe = (segment: Segment): Asked | undefined => {
    const asked = waiting[0];
    if (segment.kind === 'head') {
      asked?.sight.serviceHead(statusOf(segment.head));
      if (framing.opaque) target.upgraded();
    }
    if (segment.kind === 'end') {
      asked?.sight.serviceEnd();
      waiting.shift();
    }
    return asked;
  };
  const enqueue = (segments: readonly Segment[]) => {
    for (const segment of segments) {
      const asked = observe(segment);
      if (over) continue;
      if ('bytes' in segment) heldBytes += segment.bytes.length;
      queue.push({ kind: 'segment', segment, asked });
    }
  };
  return {
    ask: (asked) => void waiting.push(asked),
    get open() {
      return waiting.length;
    },
    answerInstead: (asked) => {
      const { decision } = asked;
      if (over || decision?.act.kind !== 'instead') return;
      waiting.splice(waiting.indexOf(asked), 1);
      decision.count('responsesReplaced');
      target.write(ownAnswer(asked, decision.act.answer));
      if (!keepsAlive(asked.head)) target.end('fin');
    },
    receive: (chunk) => {
      // The usual case, decided before the chunk moves the framing on: bytes pass untouched.
      const plain = !active && !waiting[0]?.decision && queue.size === 0;
      const segments = framing.push(chunk);
      if (!plain) return enqueue(segments);
      for (const segment of segments) observe(segment);
      if (!over) target.write(chunk);
    },
    serviceEnded: (how) => {
      enqueue(how === 'fin' ? framing.finish() : []);
      if (!over) queue.push({ kind: 'end', how });
    },
    stop,
    get heldBytes() {
      return heldBytes;
    },
  };
};
