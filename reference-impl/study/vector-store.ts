import { join } from 'node:path';
import { z } from 'zod';
import { type LineFile, openLineFile } from '../durable/line-file.ts';
import { replaceFile } from '../durable/replace-file.ts';
import { type SessionVector, vectorSchema } from './vector.ts';

/** A vector as it is kept. */
export type StoredVector = SessionVector & { readonly atMs: number };

/** Tells that a key came again with other content. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}

/** The vectors of all sessions, durable. */
export interface VectorStore {
  readonly damagedLines: number;
  /** Keeps a vector; false when the key has kept it before. Durable on return. */
  add(vector: SessionVector): Promise<boolean>;
  of(session: string): readonly StoredVector[] | undefined;
  close(): Promise<void>;
}

const storedSchema = vectorSchema.extend({ atMs: z.number() });

/**
 * Opens `vectors.jsonl`. A session keeps its newest `keptMost` vectors; what is older goes out of
 * the file when it is opened the next time.
 */
export async function openVectorStore(folder: string, keptMost: number): Promise<VectorStore> {
  const path = join(folder, 'vectors.jsonl');
  let file = await openLineFile(path);
  const found = file.records.length;
  const records = file.records.flatMap((record) => {
    const parsed = storedSchema.safeParse(record);
    return parsed.success ? [parsed.data] : [];
  });
  const damagedLines = file.damagedLines + (found - records.length);
  const sessions = new Map<string, StoredVector[]>();
  for (const record of records) keep(sessions, record, keptMost);
  const kept = [...sessions.values()].flat();
  if (kept.length < records.length / 2) file = await rewrite(file, path, kept);
  const adding = new Map<string, Promise<unknown>>();

  const write = async (vector: SessionVector): Promise<boolean> => {
    const known = sessions.get(vector.session)?.find(({ key }) => key === vector.key);
    if (known !== undefined) return refuseOther(known, vector);
    const stored = { ...vector, atMs: Date.now() };
    await file.append([stored]);
    keep(sessions, stored, keptMost);
    return true;
  };

  return {
    damagedLines,
    async add(vector) {
      // The same key at the same time waits for the first, so that one of them is the second.
      const id = JSON.stringify([vector.session, vector.key]);
      const turn = (adding.get(id) ?? Promise.resolve()).then(() => write(vector));
      const settled = turn.catch(() => undefined);
      adding.set(id, settled);
      try {
        return await turn;
      } finally {
        if (adding.get(id) === settled) adding.delete(id);
      }
    },
    of: (session) => sessions.get(session),
    close: () => file.close(),
  };
}

function keep(sessions: Map<string, StoredVector[]>, vector: StoredVector, most: number): void {
  const kept = sessions.get(vector.session) ?? [];
  kept.push(vector);
  if (kept.length > most) kept.shift();
  sessions.set(vector.session, kept);
}

function refuseOther(known: StoredVector, { key, session, vector }: SessionVector): false {
  if (JSON.stringify(known.vector) === JSON.stringify(vector)) return false;
  throw new KeyTaken(`session ${session}: key ${key} belongs to another vector`);
}

async function rewrite(
  file: LineFile,
  path: string,
  kept: readonly StoredVector[],
): Promise<LineFile> {
  await file.close();
  await replaceFile(path, kept.map((vector) => `${JSON.stringify(vector)}\n`).join(''));
  return openLineFile(path);
}
