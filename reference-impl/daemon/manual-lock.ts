import type { WriterLock } from './writer-lock.ts';

/** A lock that waits for a person's word, for daemons that share no storage (B4). */
export interface ManualLock extends WriterLock {
  /** From now on a tenure may be taken; nobody but the operator can know that the other is gone. */
  allow(): void;
}

/** Has tenures counted by another lock, but taken only once they are allowed. */
export function createManualLock(counted: WriterLock, allowed: boolean): ManualLock {
  let isAllowed = allowed;
  return {
    ...counted,
    allow() {
      isAllowed = true;
    },
    tryTake: async () => (isAllowed ? counted.tryTake() : undefined),
  };
}
