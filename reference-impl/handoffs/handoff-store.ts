import { openLineFile } from '../durable/line-file.ts';
import { type Handoff, type HandoffRequest, handoffSchema } from './handoff.ts';

/** What became of a request about a handoff. */
export type HandoffAnswer =
  | { readonly kind: 'done'; readonly handoff: Handoff }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'conflict'; readonly handoff: Handoff };

/** The durable list of handoffs; every answer follows its record's fsync. */
export interface HandoffStore {
  readonly damagedLines: number;
  list(): readonly Handoff[];
  begin(request: HandoffRequest): Promise<HandoffAnswer>;
  complete(id: string): Promise<HandoffAnswer>;
  /** Marks whatever an earlier life left in progress as failed (G24). */
  reconcile(reason: string): Promise<readonly Handoff[]>;
  close(): Promise<void>;
}

/** Opens the store; the last whole record of an id is how that handoff stands. */
export async function openHandoffStore(path: string): Promise<HandoffStore> {
  const file = await openLineFile(path);
  const handoffs = new Map<string, Handoff>();
  let damagedLines = file.damagedLines;
  for (const record of file.records) {
    const parsed = handoffSchema.safeParse(record);
    if (parsed.success) handoffs.set(parsed.data.id, parsed.data);
    else damagedLines += 1;
  }

  let last: Promise<unknown> = Promise.resolve();
  // Look and write must not be separated by another request about the same id.
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(act);
    last = done.catch(() => undefined);
    return done;
  };
  const store = async (changed: readonly Handoff[]): Promise<void> => {
    await file.append(changed);
    for (const handoff of changed) handoffs.set(handoff.id, handoff);
  };
  const finish = async (handoff: Handoff): Promise<HandoffAnswer> => {
    await store([handoff]);
    return { kind: 'done', handoff };
  };

  return {
    damagedLines,
    list: () => [...handoffs.values()],
    begin: (request) =>
      inTurn(async () => {
        const known = handoffs.get(request.id);
        if (known !== undefined) return { kind: 'conflict', handoff: known };
        return finish({ ...request, state: 'in_progress', atMs: Date.now() });
      }),
    complete: (id) =>
      inTurn(async () => {
        const known = handoffs.get(id);
        if (known === undefined) return { kind: 'unknown' };
        if (known.state === 'failed') return { kind: 'conflict', handoff: known };
        if (known.state === 'completed') return { kind: 'done', handoff: known };
        return finish({ ...known, state: 'completed', atMs: Date.now() });
      }),
    reconcile: (reason) =>
      inTurn(async () => {
        const open = [...handoffs.values()].filter(({ state }) => state === 'in_progress');
        const failed = open.map((handoff): Handoff => {
          return { ...handoff, state: 'failed', reason, atMs: Date.now() };
        });
        if (failed.length > 0) await store(failed);
        return failed;
      }),
    close: () => file.close(),
  };
}
