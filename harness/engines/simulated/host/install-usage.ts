import { patch } from '../kernel/patch.ts';
import { runningLife } from '../kernel/running-life.ts';

const MIB = 2 ** 20;
const US_PER_S = 1e6;
/** The share of its age that a life is said to have computed for. */
const [USER_SHARE, SYSTEM_SHARE] = [0.02, 0.005];

const memory = {
  rss: 96 * MIB,
  heapTotal: 48 * MIB,
  heapUsed: 32 * MIB,
  external: 4 * MIB,
  arrayBuffers: MIB,
} as const;

interface CpuUsage {
  readonly user: number;
  readonly system: number;
}

/** Of the running life; `process.uptime` is its age already. */
const cpuUsage = (): CpuUsage => {
  const us = process.uptime() * US_PER_S;
  return { user: Math.floor(us * USER_SHARE), system: Math.floor(us * SYSTEM_SHARE) };
};

const since = (now: CpuUsage, before: CpuUsage = { user: 0, system: 0 }): CpuUsage => ({
  user: now.user - before.user,
  system: now.system - before.system,
});

const installMemory = (): void => {
  const real = process.memoryUsage;
  const usage = () => (runningLife() === null ? real() : { ...memory });
  const rss = () => (runningLife() === null ? real.rss() : memory.rss);
  patch(process, 'memoryUsage', () => Object.assign(usage, { rss }));
  for (const name of ['availableMemory', 'constrainedMemory'] as const) {
    patch(process, name, (original) => () => {
      return runningLife() === null ? original.call(process) : 4096 * MIB;
    });
  }
};

/**
 * What Node measures of the whole process is the engine's, and another in each run: a life is told
 * plausible numbers that depend on its age alone. Called once per process.
 */
export const installUsage = (): void => {
  installMemory();
  for (const name of ['cpuUsage', 'threadCpuUsage'] as const) {
    patch(process, name, (real) => (previous) => {
      return runningLife() === null ? real.call(process, previous) : since(cpuUsage(), previous);
    });
  }
  patch(process, 'resourceUsage', (real) => () => {
    if (runningLife() === null) return real.call(process);
    const none = Object.fromEntries(Object.keys(real.call(process)).map((name) => [name, 0]));
    const { user, system } = cpuUsage();
    const known = { userCPUTime: user, systemCPUTime: system, maxRSS: memory.rss / 1024 };
    // The real one's names, each with a number.
    return { ...none, ...known } as NodeJS.ResourceUsage;
  });
  patch(performance, 'eventLoopUtilization', (real) => (later, earlier) => {
    if (runningLife() === null) return real.call(performance, later, earlier);
    const utilization = USER_SHARE + SYSTEM_SHARE;
    const ageMs = process.uptime() * 1000;
    const [to, from] = earlier === undefined ? [undefined, later] : [later, earlier];
    const activeMs = (to?.active ?? ageMs * utilization) - (from?.active ?? 0);
    const idleMs = (to?.idle ?? ageMs * (1 - utilization)) - (from?.idle ?? 0);
    return { idle: idleMs, active: activeMs, utilization };
  });
};
