import { pathToFileURL } from 'node:url';
import type { Client } from '../../core/client.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { ClientAsk, ClientNews } from './client-messages.ts';
import { runOpenLoop } from './open-loop.ts';

type Ask<T extends ClientAsk['type']> = Extract<ClientAsk, { type: T }>;

const tell = (news: ClientNews): void => {
  // Without a channel the harness is gone, and so are we in a moment.
  if (process.connected) process.send?.(news);
};

const connectClient = async (ask: Ask<'connect'>): Promise<Client> => {
  const module: { readonly default?: Scenario } = await import(
    pathToFileURL(ask.scenarioFile).href
  );
  if (!module.default) throw new Error(`${ask.scenarioFile}: its default export is no scenario`);
  const { env, operationLimitMs } = ask;
  return module.default.stack.connect({ env, operationLimitMs });
};

const createHost = () => {
  const running = new Map<number, AbortController>();
  let connected: { readonly client: Client; readonly operationLimitMs: number } | undefined;
  const client = () => {
    if (!connected) throw new Error('client host: "connect" should come first');
    return connected;
  };
  const carryOut = async (ask: ClientAsk, signal: AbortSignal) => {
    if (ask.type === 'connect') {
      connected = { client: await connectClient(ask), operationLimitMs: ask.operationLimitMs };
    } else if (ask.type === 'load') {
      await runOpenLoop({ ...client(), signal, tell }, ask.operations);
    } else if (ask.type === 'drain') {
      return client().client.drain(signal);
    }
    return undefined;
  };
  return async (ask: ClientAsk): Promise<void> => {
    const { id } = ask;
    if (ask.type === 'abort') {
      running.get(id)?.abort();
      return;
    }
    const stop = new AbortController();
    running.set(id, stop);
    try {
      const state = await carryOut(ask, stop.signal);
      tell({ type: 'done', id, ...(state ? { state } : {}) });
    } catch (error) {
      tell({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      running.delete(id);
    }
  };
};

/** The process that the clients of a run live in; it ends with its harness. */
export const main = (): void => {
  process.on('disconnect', () => process.exit(0));
  const answer = createHost();
  // The engine is the only writer of this channel.
  process.on('message', (ask) => void answer(ask as ClientAsk));
};

if (import.meta.main) main();
