import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerQuestions } from '../peers/answer-questions.ts';
import { openBareSaver } from './bare-saver.ts';
import { openHoldfastSaver } from './holdfast-saver.ts';
import { openLangGraphSaver } from './lang-graph-saver.ts';

/** A saver as all contenders can be asked: ids rise, and reads give whole checkpoints. */
export interface BenchSaver {
  put(thread: string, id: string, step: number): Promise<unknown>;
  get(thread: string, id?: string): Promise<unknown>;
  /** The newest ten; gives how many there were. */
  list(thread: string): Promise<number>;
  close(): Promise<unknown>;
}

const contenders: Readonly<Record<string, (path: string) => Promise<BenchSaver>>> = {
  Holdfast: openHoldfastSaver,
  'LangGraph SqliteSaver, FULL': openLangGraphSaver,
  'node:sqlite FULL, bare': openBareSaver,
};

const threads = 20;
const checkpointsEach = 50;
const warmUpShare = 0.2;
const idOf = (n: number) => String(n).padStart(12, '0');

answerQuestions(async ({ contender, measurement, durationMs }) => {
  const folder = await mkdtempDisposable(join(tmpdir(), 'holdfast-bench-'));
  try {
    const saver = await contenders[contender]?.(join(folder.path, 'checkpoints.sqlite'));
    if (saver === undefined) return undefined;
    try {
      return await measure(saver, measurement, durationMs);
    } finally {
      await saver.close();
    }
  } finally {
    await folder.remove();
  }
});

async function measure(
  saver: BenchSaver,
  measurement: string,
  durationMs: number,
): Promise<number | undefined> {
  const [what, writers = '1'] = measurement.split(' ');
  if (what === 'put') {
    const put = (writer: number, n: number) => saver.put(`thread-${writer}`, idOf(n), n);
    return await perSecond(put, { workers: Number(writers), durationMs });
  }
  for (let n = 0; n < threads * checkpointsEach; n += 64) {
    const group = Array.from({ length: 64 }, (_, more) => n + more);
    await Promise.all(group.map((m) => saver.put(`thread-${m % threads}`, idOf(m), m)));
  }
  const read = readsOf(saver)[what ?? ''];
  return read === undefined ? undefined : await perSecond(read, { workers: 1, durationMs });
}

function readsOf(
  saver: BenchSaver,
): Readonly<Record<string, (worker: number, n: number) => Promise<unknown>>> {
  const threadOf = (n: number) => `thread-${n % threads}`;
  return {
    getTuple: async (_, n) => found(await saver.get(threadOf(n))),
    getNamed: async (_, n) => found(await saver.get(threadOf(n), idOf(n % (threads * 20)))),
    list: async (_, n) => {
      if ((await saver.list(threadOf(n))) !== 10) throw new Error('not ten in the list');
    },
  };
}

function found(tuple: unknown): void {
  if (!tuple) throw new Error('a checkpoint that was put is not there');
}

/** A closed loop of so many workers; a turn of the event loop now and then, as in a service. */
async function perSecond(
  work: (worker: number, n: number) => Promise<unknown>,
  { workers, durationMs }: { readonly workers: number; readonly durationMs: number },
): Promise<number> {
  let done = 0;
  let isOver = false;
  const all = Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      for (let n = 0; !isOver; n += 1) {
        await work(worker, n);
        done += 1;
        if (n % 32 === 31) await new Promise(setImmediate);
      }
    }),
  );
  await elapse(durationMs * warmUpShare);
  const [from, fromMs] = [done, performance.now()];
  await elapse(durationMs);
  const rate = ((done - from) * 1000) / (performance.now() - fromMs);
  isOver = true;
  await all;
  return rate;
}

function elapse(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs));
}
