import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../durable/replace-file.ts';
import type { Log } from '../logging/create-logger.ts';
import type { SessionVector } from '../study/vector.ts';

const sessionSchema = z.object({ packets: z.number(), lastKey: z.string(), atMs: z.number() });
const sessionsSchema = z.looseObject({ sessions: z.record(z.string(), sessionSchema) });
const vectorsSchema = z.array(z.object({ key: z.string(), vector: z.array(z.number()) }));
const vectorsKept = 50;

/** What a live core remembers of its sessions, as files that a sync carries to the standby (G19). */
export interface SessionMemory {
  note(vector: SessionVector): void;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

/**
 * Creates the memory over a state folder; changes are written together, every `flushMs` at most.
 * It only ever adds to a `sessions.json` that it can read: state that was lost is not invented
 * again, the core says that it is not able instead (H3).
 */
export function createSessionMemory(options: {
  readonly folder: string;
  readonly flushMs: number;
  readonly log: Log;
}): SessionMemory {
  const { folder, flushMs, log } = options;
  let unwritten: SessionVector[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const noted = unwritten;
    unwritten = [];
    if (noted.length === 0) return;
    try {
      const files = await writeFiles(folder, noted);
      log.info({ event: 'stateWritten', files }, `wrote ${files.join(', ')}`);
    } catch (error) {
      unwritten = [...noted, ...unwritten];
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ reason }, `sessions not written, trying again with the next packet: ${reason}`);
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  };

  return {
    note(vector) {
      unwritten.push(vector);
      timer ??= setTimeout(flush, flushMs);
    },
    close: flush,
  };
}

async function writeFiles(
  folder: string,
  noted: readonly SessionVector[],
): Promise<readonly string[]> {
  const path = join(folder, 'sessions.json');
  const state = sessionsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  const sessions = { ...state.sessions };
  for (const { session, key } of noted) {
    const packets = (sessions[session]?.packets ?? 0) + 1;
    sessions[session] = { packets, lastKey: key, atMs: Date.now() };
  }
  const files: string[] = [];
  await mkdir(join(folder, 'session_vectors'), { recursive: true });
  for (const [session, vectors] of Map.groupBy(noted, (one) => one.session)) {
    const file = join('session_vectors', `${encodeURIComponent(session)}.json`);
    const known = await readVectors(join(folder, file));
    const kept = [...known, ...vectors.map(({ key, vector }) => ({ key, vector }))];
    await replaceFile(join(folder, file), JSON.stringify(kept.slice(-vectorsKept)));
    files.push(file);
  }
  await replaceFile(path, `${JSON.stringify({ ...state, sessions })}\n`);
  return [...files, 'sessions.json'];
}

/** Vectors can be made again from the texts: a damaged file of them is begun anew. */
async function readVectors(path: string): Promise<z.infer<typeof vectorsSchema>> {
  try {
    return vectorsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return [];
  }
}
