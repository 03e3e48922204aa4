import type { Chunk } from './toxic.ts';

/** Where a stage hands its chunks: the next stage, or the socket at the end of the chain. */
export interface Outlet {
  hasRoom(): boolean;
  /** Takes a chunk even without room, so that a change of the chain never loses any. */
  offer(chunk: Chunk): void;
  end(): void;
}
