import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from './main.ts';
import { runContest } from './peers/run-contest.ts';
import { startRedis } from './peers/start-redis.ts';

const bull = 'BullMQ on Redis, appendfsync always';
const floor = 'group commit, bare';
const preallocated = 'group commit, bare, preallocated';

const targets = { [bull]: 5, [floor]: 0.8, [preallocated]: 0.8 };

/** Messages that are durable before they are acknowledged, per second: our queue and its peers. */
export async function benchQueue(options: BenchOptions): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'holdfast-bench-'));
  // The processes that measure inherit it; they are ended, so they cannot remove it themselves.
  process.env.BENCH_FOLDER = folder.path;
  const redis = await startRedis(options.print);
  try {
    // The processes that measure inherit it.
    if (redis !== undefined) process.env.BENCH_REDIS_PORT = String(redis.port);
    await runContest(
      {
        program: new URL('./queue/contenders.ts', import.meta.url),
        contenders: ['Holdfast', bull, 'node:sqlite FULL', 'fdatasync each', floor, preallocated],
        disciplines: [
          {
            name: '1',
            title: 'messages/s of 256 bytes, 1 producer',
            better: 'more',
            targets,
          },
          {
            name: '64',
            title: 'messages/s of 256 bytes, 64 producers',
            better: 'more',
            targets,
          },
        ],
      },
      options,
    );
  } finally {
    await redis?.close();
  }
}
