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
}

const contenders: Readonly<Record<string, (path: string) => Promise<BenchSaver>>> = {
  Holdfast: openHoldfastSaver,
  'LangGraph SqliteSaver, FULL': openLangGraphSaver,
  'node:sqlite FULL, bare': openBareSaver,
};

const threads = 20;
const checkpointsEach = 50;
/** So many puts bring the write-ahead log to its full length: from then on it is written over. */
const settledPuts = 800;
const idOf = (n: number) => String(n).padStart(12, '0');

const open = new Map<string, Promise<BenchSaver>>();
let lastStep = 0;

answerQuestions(async ({ contender, measurement, durationMs }) => {
  const [what = '', writers = '1'] = measurement.split(' ');
  const isWrite = what.startsWith('put');
  const file = `${contender.replace(/\W+/g, '-')}-${isWrite ? 'writes' : 'reads'}.sqlite`;
  if (!open.has(file)) open.set(file, prepared(contender, file, isWrite));
  const saver = await open.get(file);
  if (saver === undefined) return undefined;
  const put = (writer: number) => {
    lastStep += 1;
    return saver.put(`thread-${writer}`, idOf(lastStep), lastStep);
  };
  if (what === 'put-cpu') return 1e6 / (await perCpuSecond(() => put(0), durationMs));
  if (isWrite) return await putsPerSecond(put, { writers: Number(writers), durationMs });
  const read = readsOf(saver)[what];
  return read === undefined ? undefined : await perCpuSecond(read, durationMs);
});

async function prepared(contender: string, file: string, isWrite: boolean): Promise<BenchSaver> {
  const openSaver = contenders[contender];
  if (openSaver === undefined) throw new Error(`nobody is called ${contender}`);
  const saver = await openSaver(join(process.env.BENCH_FOLDER ?? tmpdir(), file));
  const puts = isWrite ? settledPuts : threads * checkpointsEach;
  for (let n = 0; n < puts; n += 1) await saver.put(`thread-${n % threads}`, idOf(n), n);
  lastStep = Math.max(lastStep, puts);
  return saver;
}

function readsOf(saver: BenchSaver): Readonly<Record<string, (n: number) => Promise<unknown>>> {
  const threadOf = (n: number) => `thread-${n % threads}`;
  return {
    getTuple: async (n) => found(await saver.get(threadOf(n))),
    getNamed: async (n) => found(await saver.get(threadOf(n), idOf(n % (threads * 20)))),
    list: async (n) => {
      if ((await saver.list(threadOf(n))) !== 10) throw new Error('not ten in the list');
    },
  };
}

function found(tuple: unknown): void {
  if (!tuple) throw new Error('a checkpoint that was put is not there');
}

/** A closed loop of so many writers; a turn of the event loop now and then, as in a service. */
async function putsPerSecond(
  put: (writer: number) => Promise<unknown>,
  { writers, durationMs }: { readonly writers: number; readonly durationMs: number },
): Promise<number> {
  let done = 0;
  const fromMs = performance.now();
  const all = Array.from({ length: writers }, async (_, writer) => {
    for (let n = 1; performance.now() - fromMs < durationMs; n += 1) {
      await put(writer);
      done += 1;
      if (n % 32 === 0) await new Promise(setImmediate);
    }
  });
  await Promise.all(all);
  return (done * 1000) / (performance.now() - fromMs);
}

async function perCpuSecond(
  work: (n: number) => Promise<unknown>,
  durationMs: number,
): Promise<number> {
  let done = 0;
  const fromMs = performance.now();
  const from = process.threadCpuUsage();
  while (performance.now() - fromMs < durationMs) {
    for (let n = 0; n < 20; n += 1) await work(done + n);
    done += 20;
    await new Promise(setImmediate);
  }
  const { user, system } = process.threadCpuUsage(from);
  return (done * 1_000_000) / (user + system);
}
