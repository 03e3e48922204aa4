import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answerQuestions } from '../peers/answer-questions.ts';
import { type Kit, loadKit } from './contenders.ts';

const many = 10_000;
const callsAtOnce = 2000;
const noOp = async () => 1;

answerQuestions(async ({ contender, measurement, durationMs }) => {
  const kit = await loadKit(contender);
  try {
    if (measurement === 'heap') return heapPerBreaker(kit);
    if (measurement === 'idle') return await idleCpu(kit, durationMs);
    // The bench asks for nothing else.
    const work = kit[measurement as Exclude<keyof Kit, 'end'>]?.(noOp);
    if (work === undefined) return undefined;
    await nsPerCall(work, durationMs / 4);
    return await nsPerCall(work, durationMs);
  } finally {
    kit.end?.();
  }
});

/** CPU time, because others share the machine; one call after the other. */
async function nsPerCall(work: () => Promise<unknown>, durationMs: number): Promise<number> {
  let calls = 0;
  const untilMs = performance.now() + durationMs;
  const from = process.threadCpuUsage();
  while (performance.now() < untilMs) {
    for (let n = 0; n < callsAtOnce; n += 1) await work();
    calls += callsAtOnce;
    // Lets timers and collections have their turn, as in any service.
    await new Promise(setImmediate);
  }
  const { user, system } = process.threadCpuUsage(from);
  return ((user + system) * 1000) / calls;
}

function heapPerBreaker({ breaker }: Kit): number | undefined {
  if (breaker === undefined) return undefined;
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void; // what the flag has just exposed
  collect();
  const before = process.memoryUsage().heapUsed;
  const all = Array.from({ length: many }, () => breaker(noOp));
  collect();
  return (process.memoryUsage().heapUsed - before) / all.length;
}

async function idleCpu({ breaker }: Kit, durationMs: number): Promise<number | undefined> {
  if (breaker === undefined) return undefined;
  const all = Array.from({ length: many }, () => breaker(noOp));
  const from = process.cpuUsage();
  const fromMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, Math.max(durationMs, 1000)));
  const { user, system } = process.cpuUsage(from);
  const msPerSecond = (user + system) / (performance.now() - fromMs);
  return all.length > 0 ? msPerSecond : undefined;
}
