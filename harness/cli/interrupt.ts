/** The person's wish to stop, as an abort signal. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back to Node. */
  stop(): void;
}

const exitCode = 130;

/**
 * The first Ctrl-C (or SIGTERM, SIGHUP) ends the runs in order, cleans up and still writes the
 * report; the second ends at once and leaves the cleaning to the guardian.
 */
export const watchInterrupt = (): Interrupt => {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(exitCode);
    process.stderr.write(`\n${name}: stopping and cleaning up; once more to end at once\n`);
    controller.abort(new Error(`interrupted by ${name}`));
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
};
