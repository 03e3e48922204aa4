import type { Operation } from './core/client.ts';
import type { Workload } from './core/plan.ts';
import { createRng } from './core/rng.ts';

const words = 'anchor brace cleat davit eyelet fender gaff halyard inlet jib keel lanyard'.split(
  ' ',
);

/**
 * The operations of a run: an open loop with exponential gaps between intended starts, drawn from
 * the seed alone, so that a control run and its scenario carry the same load.
 */
export const operationsOf = (workload: Workload, seed: number): readonly Operation[] => {
  const rng = createRng(seed, 'workload');
  const kinds = Object.entries(workload.mix);
  const total = kinds.reduce((sum, [, weight]) => sum + weight, 0);
  const kindAt = (point: number) => {
    let left = point * total;
    for (const [kind, weight] of kinds) {
      left -= weight;
      if (left < 0) return kind;
    }
    throw new Error('workload.mix: it is empty; name at least one kind of operation');
  };
  const operations: Operation[] = [];
  const meanGapMs = 1000 / workload.ratePerSecond;
  let atMs = 0;
  for (;;) {
    atMs += -Math.log(1 - rng.next()) * meanGapMs;
    if (atMs >= workload.durationMs) return operations;
    operations.push({
      id: `op-${operations.length + 1}`,
      kind: kindAt(rng.next()),
      text: textOf(operations.length + 1, workload.textBytes, rng.integer(0, words.length - 1)),
      conversation: `conversation-${rng.integer(1, workload.conversations)}`,
      atMs,
    });
  }
};

/** The operation that proves, before the load begins, that the stack takes work at all. */
export const warmUpOperation = (workload: Workload, attempt: number): Operation => ({
  id: `warm-up-${attempt}`,
  kind: Object.keys(workload.mix)[0] ?? '',
  text: textOf(0, workload.textBytes, attempt % words.length),
  conversation: 'warm-up',
  atMs: 0,
});

const textOf = (number: number, bytes: number, offset: number) => {
  let text = `message ${number}`;
  for (let index = offset; text.length < bytes; index++) text += ` ${words[index % words.length]}`;
  return text.slice(0, Math.max(bytes, `message ${number}`.length));
};
