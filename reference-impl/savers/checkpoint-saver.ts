/** What a checkpoint and its metadata are made of. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Whose checkpoints, and which one; without an id the newest of the thread is meant. */
export interface SaverConfig {
  readonly threadId: string;
  readonly checkpointId?: string;
}

/** A snapshot of one thread; its id is unique in the thread and chosen by who takes it. */
export interface Checkpoint {
  readonly id: string;
  readonly state: Json;
}

/** What is known about a checkpoint beside its state: JSON, of which two fields always are there. */
export interface CheckpointMetadata {
  /** Why it was taken: `start`, `decision`, `handoff`, `interval`, `step`, `finish` … */
  readonly source: string;
  /** How far the thread had come. */
  readonly step: number;
  readonly [key: string]: Json;
}

/** A checkpoint as a saver gives it back. */
export interface CheckpointTuple {
  readonly config: Required<SaverConfig>;
  readonly checkpoint: Checkpoint;
  readonly metadata: CheckpointMetadata;
}

/** Which part of a thread's list is wanted. */
export interface ListOptions {
  readonly limit?: number;
  /** Only what was put before the checkpoint of this id; nothing when there is none. */
  readonly before?: string;
}

/**
 * Keeps checkpoints by thread (U1). `put` resolves when the checkpoint is kept as well as this saver
 * can; an id that was put before is replaced in its place, so that a put may be repeated.
 */
export interface CheckpointSaver {
  put(
    config: SaverConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
  ): Promise<Required<SaverConfig>>;
  getTuple(config: SaverConfig): Promise<CheckpointTuple | undefined>;
  /** Newest first. */
  list(config: SaverConfig, options?: ListOptions): Promise<readonly CheckpointTuple[]>;
  /** The threads that have checkpoints, in the order of their names. */
  threads(): Promise<readonly string[]>;
  /** Waits for what was put, and refuses everything from then on. */
  close(): Promise<void>;
}
