import { createBoard } from './board.ts';
import type { BoardMessage, CallMessage } from './message.ts';
import { toSentError } from './sent-error.ts';

const CLOSE_LIMIT_MS = 3_000;

const send = (message: BoardMessage): void => {
  // Without a channel there is nobody left to tell; `disconnect` ends the process.
  if (process.connected) process.send?.(message);
};

const serve = (): void => {
  const board = createBoard({
    exchange: (exchange) => send({ type: 'exchange', exchange }),
    phase: (phase) => send({ type: 'phase', phase }),
  });
  const leave = async (code: number) => {
    setTimeout(() => process.exit(code), CLOSE_LIMIT_MS);
    await Promise.resolve(board.close(null)).catch((error: unknown) => console.error(error));
    process.exit(code);
  };
  const answer = async ({ id, call, ask }: CallMessage) => {
    try {
      // The message's own type joins a call's name with what it asks; a union cannot show it.
      const act = board[call] as (ask: unknown) => unknown;
      send({ type: 'answer', id, value: await act(ask) });
    } catch (error) {
      send({ type: 'refused', id, error: toSentError(error) });
    }
    if (call === 'close') await leave(0);
  };
  const fails = (error: unknown) => {
    console.error(error);
    const { message } = toSentError(error);
    send({ type: 'failure', error: { message: `the switchboard failed: ${message}` } });
    void leave(3);
  };
  process.on('uncaughtException', fails);
  process.on('unhandledRejection', fails);
  // The harness is gone.
  process.on('disconnect', () => void leave(0));
  // The parent writes nothing but calls to this channel.
  process.on('message', (message) => void answer(message as CallMessage));
};

if (import.meta.main) serve();
