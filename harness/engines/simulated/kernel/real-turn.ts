// Kept from before the installation: this one is never virtual.
const { setImmediate } = globalThis;

/** Runs something in a turn of the real event loop, with no promise job of others around it. */
export const realTurn = <Result>(run: () => Result): Promise<Result> =>
  new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(run());
      } catch (error) {
        reject(error);
      }
    });
  });
