import { SaverError } from './saver-error.ts';

/** Gathers entries that arrive in one turn of the event loop, and commits them together. */
export interface GroupCommit<Entry> {
  /** Resolves when the entry is committed. */
  add(entry: Entry): Promise<void>;
  /** Commits what waits, now. */
  flush(): void;
}

interface Waiting<Entry> {
  readonly entry: Entry;
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Creates such a gatherer. A turn's end is late enough for all that became able to write in this
 * turn, and costs a lone writer some microseconds. A group that fails is tried one by one, so that
 * no writer fails because of another.
 */
export function createGroupCommit<Entry>(
  commit: (entries: readonly Entry[]) => void,
): GroupCommit<Entry> {
  let waiting: Waiting<Entry>[] = [];

  const settle = (group: readonly Waiting<Entry>[]): void => {
    try {
      commit(group.map(({ entry }) => entry));
    } catch (error) {
      if (group.length > 1) for (const one of group) settle([one]);
      else for (const { done } of group) done.reject(unsaved(error));
      return;
    }
    for (const { done } of group) done.resolve();
  };
  const flush = (): void => {
    const group = waiting;
    waiting = [];
    if (group.length > 0) settle(group);
  };

  return {
    add(entry) {
      const done = Promise.withResolvers<void>();
      if (waiting.push({ entry, done }) === 1) setImmediate(flush);
      return done.promise;
    },
    flush,
  };
}

function unsaved(error: unknown): SaverError {
  const reason = error instanceof Error ? error.message : String(error);
  return new SaverError('unsaved', `the checkpoint could not be saved: ${reason}`, {
    cause: error,
  });
}
