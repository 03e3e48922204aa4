import { openSqliteSaver } from '../../../reference-impl/savers/sqlite-saver.ts';
import type { BenchSaver } from './contenders.ts';
import { stateOf } from './state.ts';

/** Our saver. */
export async function openHoldfastSaver(path: string): Promise<BenchSaver> {
  const saver = openSqliteSaver(path);
  return {
    put: (threadId, id, step) =>
      saver.put({ threadId }, { id, state: stateOf(step) }, { source: 'step', step }),
    get: (threadId, checkpointId) =>
      saver.getTuple(checkpointId === undefined ? { threadId } : { threadId, checkpointId }),
    list: async (threadId) => (await saver.list({ threadId }, { limit: 10 })).length,
  };
}
