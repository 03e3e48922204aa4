import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerQuestions } from '../peers/answer-questions.ts';
import { openBareFile } from './bare-file.ts';
import { openBull } from './bull.ts';
import { openHoldfastQueue } from './holdfast-queue.ts';
import { openSqliteQueue } from './sqlite-queue.ts';

/** Something that keeps messages: `send` resolves when the message is durable. */
export interface DurableQueue {
  send(key: string, text: string): Promise<unknown>;
  close(): Promise<unknown>;
}

const contenders: Readonly<Record<string, (folder: string) => Promise<DurableQueue>>> = {
  Holdfast: openHoldfastQueue,
  'BullMQ on Redis, appendfsync always': openBull,
  'node:sqlite FULL': openSqliteQueue,
  'fdatasync each': (folder) => openBareFile(folder, { grouped: false, preallocated: false }),
  'group commit, bare': (folder) => openBareFile(folder, { grouped: true, preallocated: false }),
  'group commit, bare, preallocated': (folder) =>
    openBareFile(folder, { grouped: true, preallocated: true }),
};

const text = 'x'.repeat(256);
const warmUpShare = 0.2;

answerQuestions(async ({ contender, measurement, durationMs }) => {
  const folder = await mkdtempDisposable(join(tmpdir(), 'holdfast-bench-'));
  try {
    const queue = await contenders[contender]?.(folder.path);
    if (queue === undefined) return undefined;
    try {
      return await sendFor(queue, { producers: Number(measurement), durationMs });
    } finally {
      await queue.close();
    }
  } finally {
    await folder.remove();
  }
});

/** A closed loop: every producer sends its next message when the last one is acknowledged. */
async function sendFor(
  queue: DurableQueue,
  { producers, durationMs }: { readonly producers: number; readonly durationMs: number },
): Promise<number> {
  let acknowledged = 0;
  let isOver = false;
  const produce = async (_: unknown, producer: number) => {
    for (let n = 0; !isOver; n += 1) {
      await queue.send(`${producer}-${n}`, text);
      acknowledged += 1;
    }
  };
  const all = Promise.all(Array.from({ length: producers }, produce));
  await elapse(durationMs * warmUpShare);
  const [from, fromMs] = [acknowledged, performance.now()];
  await elapse(durationMs);
  const perSecond = ((acknowledged - from) * 1000) / (performance.now() - fromMs);
  isOver = true;
  await all;
  return perSecond;
}

function elapse(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs));
}
