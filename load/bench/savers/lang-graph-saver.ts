import { loadPeer } from '../peers/peers-folder.ts';
import type { BenchSaver } from './contenders.ts';
import { stateOf } from './state.ts';

interface Config {
  readonly configurable: {
    readonly thread_id: string;
    readonly checkpoint_ns: string;
    readonly checkpoint_id?: string;
  };
}

/** What is used of LangGraph's saver. */
interface LangGraph {
  readonly SqliteSaver: {
    fromConnString(path: string): {
      readonly db: { pragma(text: string): unknown };
      put(config: Config, checkpoint: object, metadata: object): Promise<unknown>;
      getTuple(config: Config): Promise<unknown>;
      list(config: Config, options: { readonly limit: number }): AsyncIterable<unknown>;
    };
  };
}

const configOf = (thread: string, id?: string): Config => ({
  configurable: {
    thread_id: thread,
    checkpoint_ns: '',
    ...(id === undefined ? {} : { checkpoint_id: id }),
  },
});

/** LangGraph's saver, made to sync every commit: as shipped it does not. */
export async function openLangGraphSaver(path: string): Promise<BenchSaver> {
  const { SqliteSaver } = await loadPeer<LangGraph>('@langchain/langgraph-checkpoint-sqlite');
  const saver = SqliteSaver.fromConnString(path);
  saver.db.pragma('journal_mode = WAL');
  saver.db.pragma('synchronous = FULL');
  return {
    put: (thread, id, step) => {
      const ts = new Date().toISOString();
      const versions = { channel_versions: {}, versions_seen: {} };
      const checkpoint = { v: 4, id, ts, channel_values: stateOf(step), ...versions };
      return saver.put(configOf(thread), checkpoint, { source: 'loop', step, parents: {} });
    },
    get: (thread, id) => saver.getTuple(configOf(thread, id)),
    list: async (thread) => {
      let count = 0;
      for await (const _ of saver.list(configOf(thread), { limit: 10 })) count += 1;
      return count;
    },
  };
}
