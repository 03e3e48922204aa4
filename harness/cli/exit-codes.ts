import type { RunStatus } from '../core/verdict.ts';

/** The exit codes of the contract. */
export const exitCodes = {
  held: 0,
  violated: 1,
  cannotTell: 2,
  ourError: 3,
  interrupted: 130,
} as const;

/** What an exit code is decided from. */
export interface ExitFacts {
  readonly statuses: readonly RunStatus[];
  /** A canary was missed, or the same schedule left two traces. */
  readonly distrust: boolean;
  readonly interrupted: boolean;
  readonly strict: boolean;
}

/** Precedence 130 > 3 > 1 > 2 > 0. Nothing run at all is not held. */
export const exitCodeOf = (facts: ExitFacts): number => {
  const some = (...wanted: readonly RunStatus[]) =>
    facts.statuses.some((status) => wanted.includes(status));
  if (facts.interrupted) return exitCodes.interrupted;
  if (facts.distrust) return exitCodes.ourError;
  if (some('violated')) return exitCodes.violated;
  if (some('inert', 'unknown') || (facts.strict && some('skipped'))) return exitCodes.cannotTell;
  return some('held') ? exitCodes.held : exitCodes.cannotTell;
};

/** The status of a whole report, by the same precedence. */
export const statusOf = (statuses: readonly RunStatus[]): RunStatus => {
  const order: readonly RunStatus[] = ['violated', 'inert', 'unknown', 'held'];
  return order.find((status) => statuses.includes(status)) ?? 'unknown';
};
