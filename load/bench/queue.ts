import type { BenchOptions } from './main.ts';
import { runContest } from './peers/run-contest.ts';
import { startRedis } from './peers/start-redis.ts';

const bull = 'BullMQ on Redis, appendfsync always';
const floor = 'group commit, bare, preallocated';

/** Messages that are durable before they are acknowledged, per second: our queue and its peers. */
export async function benchQueue(options: BenchOptions): Promise<void> {
  const redis = await startRedis(options.print);
  try {
    // The processes that measure inherit it.
    if (redis !== undefined) process.env.BENCH_REDIS_PORT = String(redis.port);
    await runContest(
      {
        program: 'queue/contenders.ts',
        contenders: [
          'Holdfast',
          bull,
          'node:sqlite FULL',
          'fdatasync each',
          'group commit, bare',
          floor,
        ],
        disciplines: [
          {
            name: '1',
            title: 'messages/s of 256 bytes, 1 producer',
            better: 'more',
            targets: { [bull]: 5, [floor]: 0.8 },
          },
          {
            name: '64',
            title: 'messages/s of 256 bytes, 64 producers',
            better: 'more',
            targets: { [bull]: 5, [floor]: 0.8 },
          },
        ],
      },
      options,
    );
  } finally {
    await redis?.close();
  }
}
