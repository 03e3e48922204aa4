import { AsyncLocalStorage } from 'node:async_hooks';

// Both are kept from before the installation: the turn is never virtual, and what it runs has none of
// the async context of whoever asked.
const { setImmediate } = globalThis;
const inEmptyContext: <Result>(run: () => Result) => Result = AsyncLocalStorage.snapshot();

/** Lives begin without an exit code, whatever their real process has been given. */
const withoutExitCode = <Result>(run: () => Result): Result => {
  const { exitCode } = process;
  process.exitCode = undefined;
  try {
    return run();
  } finally {
    process.exitCode = exitCode;
  }
};

/**
 * Runs something in a turn of the real event loop, with no promise job of others around it: jobs do
 * not nest, so only there can a run drain them.
 */
export const realTurn = <Result>(run: () => Result): Promise<Result> =>
  new Promise((resolve, reject) => {
    const turn = () => {
      try {
        resolve(withoutExitCode(run));
      } catch (error) {
        reject(error);
      }
    };
    // Only the arming is inside of that context's scope: errors that programs do not catch clear
    // Node's stack of scopes, and a scope around the whole run would then not be found again.
    inEmptyContext(() => setImmediate(turn));
  });
