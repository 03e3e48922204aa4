import { cpus } from 'node:os';

interface CpuTimes {
  readonly busyMs: number;
  readonly allMs: number;
}

const timesNow = (): CpuTimes => {
  const sum = { busyMs: 0, allMs: 0 };
  for (const { times } of cpus()) {
    const busyMs = times.user + times.nice + times.sys + times.irq;
    sum.busyMs += busyMs;
    sum.allMs += busyMs + times.idle;
  }
  return sum;
};

const everyMs = 250;

/** Tells how busy the whole machine is, as a share from 0 to 1, until it is stopped. */
export const sampleCpu = (told: (busy: number) => void): { stop(): void } => {
  let before = timesNow();
  const timer = setInterval(() => {
    const now = timesNow();
    const allMs = now.allMs - before.allMs;
    if (allMs > 0) told((now.busyMs - before.busyMs) / allMs);
    before = now;
  }, everyMs);
  return { stop: () => clearInterval(timer) };
};
