/** One callable of `node:fs` or `node:fs/promises`, as a host's disk offers it. */
export type FileSystemCall = (...args: never[]) => unknown;

/**
 * What programs of one life see as their file system, by the names of Node's own exports. A name that
 * is absent is not modelled: a program that calls it has left the simulation.
 */
export interface FileSystemFace {
  /** `node:fs`: synchronous calls, callback calls, streams, and classes by their name. */
  readonly fs: Readonly<Record<string, FileSystemCall>>;
  /** `node:fs/promises`, also seen as `fs.promises`. */
  readonly promises: Readonly<Record<string, FileSystemCall>>;
  /** The kernel closes what the life had open. */
  close(): void;
}
