import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { sleep } from '../resilience/retry/sleep.ts';

const modelSchema = z.object({ name: z.string().min(1), preamble: z.string().default('') });

/** The packet model: it turns a packet's text into a prompt. */
type PacketModel = z.infer<typeof modelSchema>;

/** How far the lazy load has come. */
export type ModelLoad =
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly model: PacketModel }
  | { readonly kind: 'failed'; readonly reason: string };

/** Starts loading the model in the background; a load that fails is final for this process (H3). */
export function startModelLoad(path: string, loadMs: number): () => ModelLoad {
  let load: ModelLoad = { kind: 'loading' };
  readModel(path, loadMs).then(
    (model) => {
      load = { kind: 'loaded', model };
    },
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      load = { kind: 'failed', reason: `model ${path} cannot be loaded: ${reason}` };
    },
  );
  return () => load;
}

async function readModel(path: string, loadMs: number): Promise<PacketModel> {
  await sleep(loadMs);
  return modelSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}
