import { mkdir } from 'node:fs/promises';
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
  /** Ends what was sent, between measurements: a queue in use is not full. */
  readonly drain?: () => Promise<unknown>;
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
/** Files that are written over and logs that are recycled have reached their length by then. */
const settledMessages = 1000;

const open = new Map<string, Promise<DurableQueue>>();
let lastMessage = 0;

answerQuestions(async ({ contender, measurement, durationMs }) => {
  if (!open.has(contender)) open.set(contender, prepared(contender));
  const queue = await open.get(contender);
  if (queue === undefined) return undefined;
  const rate = await sendFor(queue, { producers: Number(measurement), durationMs });
  await queue.drain?.();
  return rate;
});

async function prepared(contender: string): Promise<DurableQueue> {
  const openQueue = contenders[contender];
  if (openQueue === undefined) throw new Error(`nobody is called ${contender}`);
  const folder = join(process.env.BENCH_FOLDER ?? tmpdir(), contender.replace(/\W+/g, '-'));
  await mkdir(folder);
  const queue = await openQueue(folder);
  for (let n = 0; n < settledMessages; n += 1) await queue.send(`settled-${n}`, text);
  return queue;
}

/**
 * A closed loop: every producer sends its next message when the last one is acknowledged. The time
 * runs until all are, so that a slow sync counts whole and no round is empty.
 */
async function sendFor(
  queue: DurableQueue,
  { producers, durationMs }: { readonly producers: number; readonly durationMs: number },
): Promise<number> {
  let acknowledged = 0;
  const fromMs = performance.now();
  const produce = async () => {
    while (performance.now() - fromMs < durationMs) {
      lastMessage += 1;
      await queue.send(`message-${lastMessage}`, text);
      acknowledged += 1;
    }
  };
  await Promise.all(Array.from({ length: producers }, produce));
  return (acknowledged * 1000) / (performance.now() - fromMs);
}
