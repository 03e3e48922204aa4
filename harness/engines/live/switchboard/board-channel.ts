import type { ChildProcess } from 'node:child_process';
import type { BoardMessage, CallName, Calls } from './message.ts';
import { fromSentError } from './sent-error.ts';

/** Calls to the switchboard process, answered in any order. */
export interface BoardChannel {
  call<N extends CallName>(name: N, ask: Calls[N]['ask']): Promise<Calls[N]['answer']>;
  onMessage(listener: (message: BoardMessage) => void): void;
  onFailure(listener: (error: Error) => void): void;
  /** From here on its end is expected. */
  expectEnd(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Opens the channel; a child that ends unasked fails every call, those to come as well. */
export const openBoardChannel = (child: ChildProcess, logPath: string): BoardChannel => {
  const pending = new Map<number, Pending>();
  const onMessage: ((message: BoardMessage) => void)[] = [];
  const onFailure: ((error: Error) => void)[] = [];
  let failed: Error | undefined;
  let ending = false;
  let last = 0;
  const fail = (error: Error) => {
    if (failed) return;
    failed = error;
    for (const call of pending.values()) call.reject(error);
    pending.clear();
    if (!ending) for (const listener of onFailure) listener(error);
  };
  const settle = (message: Extract<BoardMessage, { id: number }>) => {
    const call = pending.get(message.id);
    pending.delete(message.id);
    if (message.type === 'answer') call?.resolve(message.value);
    else call?.reject(fromSentError(message.error));
  };
  child.on('message', (raw) => {
    // Only our own main.ts writes to this channel, and it writes nothing else.
    const message = raw as BoardMessage;
    if (message.type === 'failure') fail(fromSentError(message.error));
    else if ('id' in message) settle(message);
    else for (const listener of onMessage) listener(message);
  });
  child.on('error', fail);
  child.on('exit', (code, signal) => {
    fail(new Error(`the switchboard ended (${signal ?? `code ${code}`}); see ${logPath}`));
  });
  return {
    call: (name, ask) =>
      new Promise((resolve, reject) => {
        if (failed) return reject(failed);
        const id = ++last;
        // The answer to a call has the type that `Calls` gives it; main.ts is checked against it.
        pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ id, call: name, ask }, (error) => error && fail(error));
      }),
    onMessage: (listener) => onMessage.push(listener),
    onFailure: (listener) => (failed ? listener(failed) : onFailure.push(listener)),
    expectEnd: () => {
      ending = true;
    },
  };
};
