/** How an `ha` command ends: all is well, something failed or is ill, wrong usage, nothing runs. */
export const exitCodes = { fine: 0, failed: 1, usage: 2, notRunning: 3 } as const;

/** What an `ha` command could not do, said for the person who typed it. */
export class OpsError extends Error {
  override readonly name = 'OpsError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
