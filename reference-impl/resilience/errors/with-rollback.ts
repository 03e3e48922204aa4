import { messageOf } from './error-response.ts';

/** Registers how to take back what a step has just done. */
export type OnRollback = (what: string, undo: () => void | Promise<void>) => void;

/** Tells that a step failed and that not all it had done could be taken back. */
export class RollbackFailed extends AggregateError {
  /** What is still in place. */
  readonly left: readonly string[];

  constructor(cause: unknown, failures: readonly { what: string; error: unknown }[]) {
    const left = failures.map(({ what }) => what);
    super(
      failures.map(({ error }) => error),
      `${messageOf(cause)}; not taken back: ${left.join(', ')}`,
      { cause },
    );
    this.name = 'RollbackFailed';
    this.left = left;
  }
}

/**
 * Runs a step; if it fails, takes back what it had done, last thing first, and throws its error
 * (U7). One undo that fails keeps none of the others from running.
 */
export async function withRollback<T>(step: (onRollback: OnRollback) => Promise<T>): Promise<T> {
  const done: { readonly what: string; readonly undo: () => void | Promise<void> }[] = [];
  let over = false;
  try {
    return await step((what, undo) => {
      if (over) throw new Error(`${what}: the step is over, nothing would take this back`);
      done.push({ what, undo });
    });
  } catch (error) {
    over = true;
    const failures: { what: string; error: unknown }[] = [];
    for (const { what, undo } of done.reverse()) {
      try {
        await undo();
      } catch (undoError) {
        failures.push({ what, error: undoError });
      }
    }
    if (failures.length > 0) throw new RollbackFailed(error, failures);
    throw error;
  } finally {
    over = true;
  }
}
