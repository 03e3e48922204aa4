import { join } from 'node:path';
import type { Log } from '../logging/create-logger.ts';
import { sleep } from '../resilience/retry/sleep.ts';
import { beginTenure, type TenureStart } from './begin-tenure.ts';
import type { DaemonCheckpoint } from './daemon-checkpoint.ts';
import { type CycleGround, runCycle } from './run-cycle.ts';
import { TenureLost } from './tenure-lost.ts';
import type { Tenure, WriterLock } from './writer-lock.ts';

/** What a daemon is made of. */
export interface DaemonParts {
  readonly root: string;
  readonly effectsFolder: string;
  readonly owner: string;
  readonly lock: WriterLock;
  readonly outputDir: string;
  readonly dbPath: string;
  readonly historyMax: number;
  readonly cycleIntervalMs: number;
  readonly renewMs: number;
  readonly watchMs: number;
  /** Where a copy lies that a takeover starts from when there is no earlier generation. */
  readonly base: () => Promise<string | undefined>;
  /** Called once a turn of the loop. */
  readonly beat: () => void;
  /** Counts a piece of work, so that a stop waits for it. */
  readonly hold: <Result>(work: Promise<Result>) => Promise<Result>;
  readonly log: Log;
}

/** What a daemon does now. */
export type DaemonState =
  | { readonly kind: 'watching' }
  | {
      readonly kind: 'writing';
      readonly tenure: Tenure;
      readonly start: TenureStart;
      readonly last: DaemonCheckpoint | undefined;
    };

/** A daemon: it watches until the writer's place is free, and then works cycle by cycle. */
export interface Daemon {
  readonly state: () => DaemonState;
  /** Runs something between two cycles, when nothing is being written. */
  between<Result>(run: () => Promise<Result>): Promise<Result>;
  /** Ends after the running cycle, and lets go of the writer's place. */
  stop(): Promise<void>;
}

/** Starts a daemon. */
export function startDaemon(parts: DaemonParts): Daemon {
  const { lock, log, watchMs } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  let state: DaemonState = { kind: 'watching' };
  const alone = oneAtATime();
  const pause = (ms: number) => sleep(ms, signal).catch(() => undefined);

  const write = async (tenure: Tenure): Promise<void> => {
    const { generation } = tenure;
    log.info({ event: 'tenure', generation, phase: 'taken' }, `tenure ${generation} is taken`);
    const start = await takeOver(parts, tenure);
    state = { kind: 'writing', tenure, start, last: start.past.newest };
    const ground = groundOf(parts, tenure, start);
    try {
      while (!signal.aborted) {
        const last = await alone(() => parts.hold(workOn(parts, ground, state)));
        if (last !== undefined) state = { ...state, last };
        parts.beat();
        await pause(parts.cycleIntervalMs);
        await ground.ensureHeld();
      }
      await lock.release(tenure);
      log.info({ event: 'tenure', generation, phase: 'released' }, 'released');
    } finally {
      state = { kind: 'watching' };
      start.runs.close();
    }
  };
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      parts.beat();
      try {
        const tenure = await lock.tryTake();
        if (tenure !== undefined) await keepingAlive(parts, tenure, () => write(tenure));
      } catch (error) {
        sayTrouble(log, error);
      }
      await pause(watchMs);
    }
  };
  const running = loop();
  return {
    state: () => state,
    between: alone,
    async stop() {
      stopping.abort(new Error('the daemon stops'));
      await running;
    },
  };
}

type Alone = <Result>(run: () => Promise<Result>) => Promise<Result>;

function oneAtATime(): Alone {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const done = last.then(run);
    last = done.catch(() => undefined);
    return done;
  };
}

/** The next cycle; one that fails for another reason than the end of the tenure is tried again. */
async function workOn(
  { log }: DaemonParts,
  ground: CycleGround,
  state: DaemonState,
): Promise<DaemonCheckpoint | undefined> {
  const done = state.kind === 'writing' ? (state.last?.cycle ?? 0) : 0;
  try {
    return await runCycle(ground, done + 1);
  } catch (error) {
    if (error instanceof TenureLost) throw error;
    sayTrouble(log, error);
    return undefined;
  }
}

function groundOf(parts: DaemonParts, tenure: Tenure, { folder, runs }: TenureStart): CycleGround {
  const { owner, outputDir, effectsFolder, historyMax, lock, log } = parts;
  const ensureHeld = async (): Promise<void> => {
    if (!(await lock.isHeld(tenure))) throw new TenureLost(tenure);
  };
  return { tenure, owner, folder, outputDir, effectsFolder, runs, historyMax, ensureHeld, log };
}

async function takeOver(parts: DaemonParts, tenure: Tenure): Promise<TenureStart> {
  const { root, dbPath, log } = parts;
  const base = await parts.base();
  const from = base === undefined ? {} : { base };
  const start = await beginTenure(root, tenure, { dbPath, log, ...from });
  const fromCycle = start.past.newest?.cycle ?? 0;
  const fields = { generation: tenure.generation, fromCycle };
  log.info({ event: 'takeover', ...fields }, `goes on after cycle ${fromCycle}`);
  return start;
}

/** Gives signs of life while a tenure lasts, also during a long cycle: a hang is for `/live` to tell. */
async function keepingAlive(
  { lock, renewMs, log }: DaemonParts,
  tenure: Tenure,
  run: () => Promise<void>,
): Promise<void> {
  await lock.renew(tenure);
  const timer = setInterval(() => {
    lock.renew(tenure).catch((error: unknown) => sayTrouble(log, error));
  }, renewMs);
  try {
    await run();
  } finally {
    clearInterval(timer);
  }
}

function sayTrouble(log: Log, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof TenureLost) {
    log.warn({ event: 'tenure', generation: error.generation, phase: 'lost' }, reason);
    return;
  }
  log.error({ event: 'trouble', reason }, reason);
}

/** Where effects are published, and where all daemons' files lie below a shared folder. */
export const daemonFolders = (sharedDir: string) => ({
  root: join(sharedDir, 'daemon'),
  lock: join(sharedDir, 'daemon', 'lock'),
  copy: join(sharedDir, 'daemon', 'copy'),
  effects: join(sharedDir, 'effects'),
});
