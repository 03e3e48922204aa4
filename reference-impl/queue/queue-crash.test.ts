import { copyFile, mkdir, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MessageQueue } from './message-queue.ts';
import { newFolder, openQueue } from './prepare-queue.ts';
import { withoutReserve } from './record-line.ts';

type Op = {
  readonly do: 'accept' | 'take' | 'giveBack' | 'answer' | 'bury';
  readonly pick: number;
};

/** Runs operations and remembers, for each length of the file that was durable, what it must hold. */
async function runOps(queue: MessageQueue, path: string, ops: readonly Op[]) {
  const accepted = new Set<string>();
  const over = new Map<string, 'answered' | 'dead'>();
  const taken: string[] = [];
  let durableBytes = 0;
  for (const [n, op] of ops.entries()) {
    if (op.do === 'accept') {
      await queue.accept({ key: `k${n}`, text: `text ${n}` });
      accepted.add(`k${n}`);
      durableBytes = withoutReserve(await readFile(path)).length;
    } else if (op.do === 'take') {
      const message = queue.take();
      if (message) taken.push(message.id);
    } else {
      const [id] = taken.splice(op.pick % Math.max(1, taken.length), 1);
      if (id === undefined) continue;
      if (op.do === 'giveBack') queue.giveBack(id, 'again', 0);
      if (op.do === 'answer') queue.answer(id, { answer: 'a', model: 'm' });
      if (op.do === 'bury') queue.bury(id, 'no use');
      if (op.do === 'answer') over.set(id, 'answered');
      if (op.do === 'bury') over.set(id, 'dead');
      queue.poll();
    }
  }
  return { accepted, over, durableBytes };
}

/** Opens what is left of a queue file after it was cut, and says what is in it. */
async function recoverCut(path: string, dataDir: string, bytes: number) {
  await mkdir(dataDir);
  await copyFile(path, join(dataDir, 'queue.jsonl'));
  await truncate(join(dataDir, 'queue.jsonl'), bytes);
  const { queue } = await openQueue({ dataDir });
  const messages = [...queue.messages()];
  await queue.close();
  return messages;
}

test('G11, G12: a crash at any byte that was not yet durable loses no accepted message', async () => {
  const folder = await newFolder();
  const op = fc.record<Op>({
    do: fc.constantFrom('accept', 'accept', 'take', 'take', 'giveBack', 'answer', 'bury'),
    pick: fc.nat(),
  });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(op, { maxLength: 40 }),
      fc.nat(),
      fc.boolean(),
      async (ops, anywhere, small) => {
        runs += 1;
        const dataDir = join(folder, `before-${runs}`);
        const { queue, path } = await openQueue({ dataDir, ...(small && { compactBytes: 300 }) });
        const { accepted, over, durableBytes } = await runOps(queue, path, ops);
        await queue.close();
        const { size } = await stat(path);
        // A file that is written anew all the time has no known part that was not durable.
        const lossMax = small ? 0 : size - durableBytes;
        const cutAt = size - (anywhere % (lossMax + 1));
        const messages = await recoverCut(path, join(folder, `after-${runs}`), cutAt);
        expect(messages.map((message) => message.id).sort()).toEqual([...accepted].sort());
        for (const { id, state, text } of messages) {
          expect(['pending', over.get(id)]).toContain(state);
          expect(text).toBe(`text ${id.slice(1)}`);
        }
      },
    ),
    { numRuns: 60 },
  );
});
