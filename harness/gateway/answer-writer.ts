import type { AnswerWriter, OwnAnswer } from '../http-faults/http-fault.ts';

/** What a writer acts on: the way to the caller, and the queue behind it. */
export interface AnswerWay {
  write(bytes: Buffer): void;
  hold(reason: string): void;
  release(reason: string): void;
  cut(by: 'fin' | 'rst'): void;
  own(answer: OwnAnswer): Buffer;
  count(name: string, amount?: number): void;
}

/** A writer with the gateway's own controls. */
export interface GatewayWriter extends AnswerWriter {
  /** The step is healed: what dribbles, and what would, leaves at once. */
  hurry(): void;
  /** The connection is over: no timer stays, and the time held is counted. */
  stop(): void;
}

/** Gives a fault the way of one answer. */
export const createAnswerWriter = (way: AnswerWay, nowMs: () => number): GatewayWriter => {
  const reasons = new Set<string>();
  let heldSinceMs = 0;
  let rest: Buffer = Buffer.alloc(0);
  let timer: NodeJS.Timeout | undefined;
  let hurried = false;
  let dribbling: { readonly sinceMs: number; delayed(): void } | undefined;
  const hold = (reason: string) => {
    if (reasons.size === 0) heldSinceMs = nowMs();
    reasons.add(reason);
    way.hold(reason);
  };
  const release = (reason: string) => {
    if (!reasons.delete(reason)) return;
    if (reasons.size === 0) way.count('heldMs', Math.round(nowMs() - heldSinceMs));
    if (reason === 'dribble' && dribbling) {
      const { sinceMs, delayed } = dribbling;
      dribbling = undefined;
      if (Math.round(nowMs() - sinceMs) > 0) delayed();
    }
    way.release(reason);
  };
  const finishDribble = () => {
    clearTimeout(timer);
    const last = rest;
    rest = rest.subarray(rest.length);
    if (last.length > 0) way.write(last);
    release('dribble');
  };
  const dribble: AnswerWriter['dribble'] = (bytes, { pieceBytes, pauseMs }, delayed) => {
    if (hurried) return way.write(bytes);
    rest = bytes;
    dribbling = { sinceMs: nowMs(), delayed };
    hold('dribble');
    const tick = () => {
      if (rest.length <= pieceBytes) return finishDribble();
      way.write(rest.subarray(0, pieceBytes));
      rest = rest.subarray(pieceBytes);
      timer = setTimeout(tick, pauseMs);
    };
    timer = setTimeout(tick, pauseMs);
  };
  const stop = () => {
    clearTimeout(timer);
    rest = rest.subarray(rest.length);
    for (const reason of [...reasons]) release(reason);
  };
  return {
    write: way.write,
    dribble,
    hold: () => hold('fault'),
    release: () => release('fault'),
    cut: (by) => {
      way.cut(by);
      stop();
    },
    replace: (answer) => {
      way.count('responsesReplaced');
      way.write(way.own(answer));
    },
    count: way.count,
    hurry: () => {
      hurried = true;
      finishDribble();
    },
    stop,
  };
};
