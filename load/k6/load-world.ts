import type { Engine, RunJob, World } from '../../harness/core/engine.ts';
import { runK6 } from './run-k6.ts';
import { sampleCpu } from './sample-cpu.ts';
import { sampleEvents } from './sample-events.ts';

/** How many virtual users a path may need when nobody answers until a call's limit. */
const usersFor = (ratePerSecond: number, waitMs: number): number =>
  Math.ceil((ratePerSecond / 2) * (waitMs / 1000)) + 10;

/** What the script is told. */
const scriptEnv = ({ plan, scale, timings }: RunJob) => {
  const { ratePerSecond, durationMs, operationLimitMs } = plan.workload;
  const rate = Math.round(ratePerSecond / scale);
  const limitMs = operationLimitMs * scale;
  const readMs = timings.READ_TIMEOUT_MS ?? limitMs;
  return {
    RATE: String(rate),
    DURATION_MS: String(Math.round(durationMs * scale)),
    LIMIT_MS: String(Math.round(limitMs)),
    // Those who wait for a hung core wait for its caller's time limit and what follows it.
    SYNC_VUS: String(usersFor(rate, Math.min(limitMs, readMs * 1.5))),
    QUEUE_VUS: String(usersFor(rate, 1_000)),
  };
};

/** The middle of the tick in which the wall clock changes: k6 tells wall times, a run has its own. */
const wallOffset = (world: World): number => {
  const startMs = Date.now();
  let wallMs = startMs;
  // At most a millisecond: the clock moves by itself.
  while (wallMs === startMs) wallMs = Date.now();
  return wallMs - world.nowMs();
};

const loadByK6 = async (
  world: World,
  job: RunJob,
  given: { readonly k6: string; readonly signal: AbortSignal },
): Promise<void> => {
  const offsetMs = wallOffset(world);
  const cpu = sampleCpu((busy) =>
    world.record({
      type: 'signal',
      atMs: world.nowMs(),
      role: 'machine',
      life: 0,
      name: 'cpu',
      value: { busy: Math.round(busy * 1000) / 1000 },
    }),
  );
  try {
    const env = { ...world.clientEnv, ...scriptEnv(job) };
    const samples = await runK6({ path: given.k6, folder: job.folder, env, signal: given.signal });
    for (const sample of samples) {
      for (const event of sampleEvents(sample, (wallMs) => wallMs - offsetMs)) world.record(event);
    }
  } finally {
    cpu.stop();
  }
};

/** The same engine with k6 for a client; the operation that shows the stack at work stays its own. */
export const withK6 = (engine: Engine, k6: string): Engine => ({
  ...engine,
  host: (job, main) =>
    engine.host(job, (world) => {
      let begun = false;
      return main({
        ...world,
        begin: () => {
          begun = true;
          world.begin();
        },
        load: (operations, signal) =>
          begun ? loadByK6(world, job, { k6, signal }) : world.load(operations, signal),
      });
    }),
});
