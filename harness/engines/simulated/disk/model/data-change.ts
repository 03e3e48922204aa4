/** What became of a change: not yet on the platter, there, or dropped by a failed fsync. */
export type DataState = 'pending' | 'synced' | 'lost';

/** One write or truncation of a file, with what is needed to take it back. */
export interface DataChange {
  readonly writer: string;
  readonly offset: number;
  /** The bytes that were there; shorter than the change where it went beyond the end. */
  readonly before: Buffer;
  /** How many bytes were written; 0 for a truncation. */
  readonly length: number;
  readonly sizeBefore: number;
  readonly sizeAfter: number;
  state: DataState;
}

/** A change that was taken back, with the bytes it had written. */
export interface UndoneChange {
  readonly change: DataChange;
  readonly after: Buffer;
}

/** A part of a change that reached the platter. */
export interface SurvivingPiece {
  readonly offset: number;
  readonly bytes: Buffer;
  /** The file's size afterwards, where it is not given by the bytes. */
  readonly size?: number;
}
