import type { Log } from '../logging/create-logger.ts';

/** The steps of an orderly stop. */
export interface StopSteps {
  readonly log: Log;
  readonly settings: { readonly SHUTDOWN_DRAIN_MS: number; readonly FORCED_EXIT_MS: number };
  /** Takes nothing new from now on. */
  begin(): void;
  /** Resolves when all that is in flight has ended. */
  drain(): Promise<unknown>;
  /** Ends what is still in flight. */
  giveUp(): void;
  /** Closes what was in use. */
  end(): Promise<void>;
}

/**
 * On SIGTERM or SIGINT: takes nothing new, lets what is in flight finish up to a limit, closes and
 * exits with 0; whatever hangs, the process is gone at its forced exit, with 1.
 */
export function stopInOrder(steps: StopSteps): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const { log, settings } = steps;
    log.info({ event: 'shutdown', phase: 'signalled' }, 'stopping');
    setTimeout(() => {
      const reason = `not done after ${settings.FORCED_EXIT_MS} ms`;
      log.error({ event: 'shutdown', phase: 'forced', reason, code: 1 }, reason);
      process.exit(1);
    }, settings.FORCED_EXIT_MS);
    const error = await drainAndEnd(steps).catch((reason: unknown) => String(reason));
    const code = error === undefined ? 0 : 1;
    const why = error === undefined ? {} : { reason: error };
    log.info({ event: 'shutdown', phase: 'exiting', code, ...why }, 'stopped');
    process.exit(code);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function drainAndEnd(steps: StopSteps): Promise<undefined> {
  const patience = setTimeout(() => steps.giveUp(), steps.settings.SHUTDOWN_DRAIN_MS);
  steps.begin();
  await steps.drain();
  clearTimeout(patience);
  steps.log.info({ event: 'shutdown', phase: 'drained' }, 'nothing is in flight');
  await steps.end();
  return undefined;
}
