import { Session } from 'node:inspector/promises';
import { resolve } from 'node:path';
import { findFaults, readConfig } from '../../../harness/discover.ts';
import { simulateOnce } from '../../../harness/simulate-once.ts';
import { sharesOf } from './parts.ts';
import { benchScenario, type Size } from './workload.ts';

/** What to simulate, once. */
export interface Question {
  readonly size: Size;
  readonly fetch: 'lean' | 'built-in';
  readonly seed: number;
  /** Tells also where the time went; the figures of that run are of no use. */
  readonly profile?: boolean;
}

/** What it came to. */
export interface Answer {
  readonly status: string;
  readonly virtualMs: number;
  readonly wallMs: number;
  /** Of the thread that simulates. */
  readonly cpuMs: number;
  readonly exchanges: number;
  readonly heapMb: number;
  readonly shares?: ReturnType<typeof sharesOf>;
}

const root = resolve(import.meta.dirname, '../../..');

const profiled = async <Result>(run: () => Promise<Result>) => {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  const result = await run();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return { result, profile };
};

const answer = async ({ size, fetch, seed, profile }: Question): Promise<Answer> => {
  const catalogue = await findFaults(root, await readConfig(root));
  const found = benchScenario(size);
  const request = { projectRoot: root, found, seed, catalogue, world: { fetch } };
  const before = process.threadCpuUsage();
  const one = profile
    ? await profiled(() => simulateOnce(request))
    : { result: await simulateOnce(request), profile: undefined };
  const used = process.threadCpuUsage(before);
  const { history, judgement, facts, wallMs } = one.result;
  return {
    status: judgement.status,
    virtualMs: facts.virtualMs,
    wallMs,
    cpuMs: (used.user + used.system) / 1000,
    exchanges: history.events.filter(({ type }) => type === 'exchange').length,
    heapMb: process.memoryUsage().heapUsed / 2 ** 20,
    ...(one.profile === undefined ? {} : { shares: sharesOf(one.profile) }),
  };
};

/** The program of the bench's child: one core, one run after another. */
export const main = (): void => {
  process.on('message', async (question: Question) => {
    process.send?.(await answer(question));
  });
};

if (import.meta.main) main();
