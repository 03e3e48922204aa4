import { constants } from 'node:os';

/** A signal's number, 0 when there is none of that name. */
export const signalNumber = (signal: string): number =>
  // The table has exactly the names of signals; any other name has no number.
  (constants.signals as Readonly<Record<string, number | undefined>>)[signal] ?? 0;

/** The name of a signal that is given by its number. */
export const signalName = (number: number): string =>
  Object.entries(constants.signals).find(([, known]) => known === number)?.[0] ?? '';

/** Signals that end nothing; Node itself sees to SIGPIPE. */
export const ignoredSignals: ReadonlySet<string> = new Set([
  'SIGCHLD',
  'SIGCONT',
  'SIGPIPE',
  'SIGURG',
  'SIGWINCH',
]);
