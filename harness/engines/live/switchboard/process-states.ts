import type { ProcessState } from './switchboard.ts';

interface Change {
  readonly state: ProcessState;
  readonly life: number;
  readonly atMs: number;
}

/** What the engine has told about every process of the run. */
export interface ProcessStates {
  tell(role: string, change: Change): void;
  /** The state at an instant; a role that nobody spoke of runs its first life. */
  at(role: string, atMs: number): { readonly state: ProcessState; readonly life: number };
  /** Whether it died around an instant: an unplanned death is told a little late. */
  diedNear(role: string, atMs: number, withinMs: number): boolean;
}

/** Starts with nothing told. */
export const createProcessStates = (): ProcessStates => {
  const told = new Map<string, Change[]>();
  const at: ProcessStates['at'] = (role, atMs) => {
    const last = told.get(role)?.findLast((change) => change.atMs <= atMs);
    return last ? { state: last.state, life: last.life } : { state: 'running', life: 0 };
  };
  return {
    tell: (role, change) => {
      const changes = told.get(role) ?? [];
      changes.push(change);
      told.set(role, changes);
    },
    at,
    diedNear: (role, atMs, withinMs) =>
      at(role, atMs).state === 'dead' ||
      (told.get(role) ?? []).some(
        (change) => change.state === 'dead' && Math.abs(change.atMs - atMs) <= withinMs,
      ),
  };
};
