import type { Log } from '../logging/create-logger.ts';
import type { WorkGate } from '../serving/work-gate.ts';

/** What has to happen when a program is asked to end. */
export interface ShutdownParts {
  readonly gate: WorkGate;
  readonly log: Log;
  /** Limits itself, and logs its own failure; runs beside the drain (G21). */
  readonly checkpoint?: () => Promise<unknown>;
  readonly close: () => Promise<void>;
  /** From the signal to the exit that nothing can hold up (G22). */
  readonly forcedExitMs: number;
  readonly exit: (code: number) => void;
}

/**
 * Builds the reaction to SIGTERM: no new work at once; checkpoint and drain side by side; close;
 * exit 0. Whatever hangs, the program is gone after `forcedExitMs`, then with code 1, because
 * work may have been cut. Further signals change nothing.
 */
export function startShutdown(parts: ShutdownParts): (signal: string) => Promise<void> {
  const { gate, log } = parts;
  let isOver = false;

  const finish = (code: number): void => {
    if (isOver) return;
    isOver = true;
    parts.exit(code);
  };
  const say = (phase: string, more: object = {}): void => {
    if (!isOver) log.info({ event: 'shutdown', phase, ...more }, `shutdown: ${phase}`);
  };
  const run = async (signal: string): Promise<void> => {
    const force = setTimeout(() => {
      const reason = `not done ${parts.forcedExitMs} ms after ${signal}`;
      say('forced', { reason, code: 1 });
      finish(1);
    }, parts.forcedExitMs);
    say('signalled', { reason: signal });
    gate.shut();
    await Promise.all([
      gate.drained().then(() => say('drained')),
      parts.checkpoint?.().then(() => say('checkpointed')),
    ]);
    await parts.close();
    clearTimeout(force);
    say('exiting', { code: 0 });
    finish(0);
  };

  let running: Promise<void> | undefined;
  return (signal) => {
    running ??= run(signal).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      say('exiting', { reason, code: 1 });
      finish(1);
    });
    return running;
  };
}
