import { runLater } from '../calls/drive.ts';
import type { Gate } from '../calls/gate.ts';
import type { Steps } from '../calls/step.ts';
import type { CallTable } from './call-table.ts';
import type { Transfer, TransferCall } from './transfer-calls.ts';

/** Calls by name, as promises. */
export interface PromiseCalls {
  call(name: string, args: readonly unknown[]): Promise<unknown>;
  transfer(
    name: 'read' | 'write' | 'readv' | 'writev',
    args: readonly unknown[],
  ): Promise<Transfer>;
}

/** The promise form of a table: wrong arguments reject, they never throw. */
export const promiseCalls = (
  gate: Gate,
  table: CallTable,
  transfers: Readonly<Record<'read' | 'write' | 'readv' | 'writev', TransferCall>>,
): PromiseCalls => {
  const promised = <Result>(begin: () => Steps<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      runLater(gate, begin(), { done: resolve, failed: reject });
    });
  return {
    call: (name, args) =>
      promised(() => {
        const found = table[name];
        if (found === undefined) throw new Error(`the disk's face has no call ${name}`);
        return found(...args);
      }),
    transfer: (name, args) => promised(() => transfers[name](...args)),
  };
};
