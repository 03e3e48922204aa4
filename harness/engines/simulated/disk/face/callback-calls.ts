import { AsyncResource } from 'node:async_hooks';
import { runLater } from '../calls/drive.ts';
import type { Gate } from '../calls/gate.ts';
import { invalidType } from './argument-error.ts';
import type { Call } from './call-table.ts';
import type { TransferCall } from './transfer-calls.ts';

/** A call of `fs` that takes a callback last. */
export type CallbackCall = (...args: readonly unknown[]) => void;

type Callback = (error: unknown, ...results: readonly unknown[]) => void;

/** Takes the callback from the end of the arguments; without one Node throws. */
export const splitCallback = (
  args: readonly unknown[],
): { readonly rest: readonly unknown[]; readonly callback: Callback } => {
  const callback = args.at(-1);
  if (typeof callback !== 'function') {
    throw invalidType('cb', 'of type function', args.length > 2 ? callback : undefined);
  }
  // A program's own async context goes on in its callbacks. Functions take any arguments.
  return { rest: args.slice(0, -1), callback: AsyncResource.bind(callback as Callback) };
};

/** The callback form of a call: wrong arguments throw at once, all else comes later. */
export const callbackCall =
  (gate: Gate, call: Call): CallbackCall =>
  (...args) => {
    const { rest, callback } = splitCallback(args);
    runLater(gate, call(...rest), {
      done: (result) => (result === undefined ? callback(null) : callback(null, result)),
      failed: (error) => callback(error),
    });
  };

/** The callback form of a read or write: the count, then what was given. */
export const transferCallback =
  (gate: Gate, call: TransferCall): CallbackCall =>
  (...args) => {
    const { rest, callback } = splitCallback(args);
    runLater(gate, call(...rest), {
      done: ({ count, data }) => callback(null, count, data),
      failed: (error) => callback(error, 0, rest[1]),
    });
  };
