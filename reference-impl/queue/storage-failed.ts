/** Why the queue file could not take a record; `uncertain`: the record may be found in it later. */
export class StorageFailed extends Error {
  readonly code: 'diskFull' | 'storageFailed';
  readonly uncertain: boolean;

  constructor(cause: unknown, uncertain: boolean) {
    super(`the queue file cannot be written: ${describe(cause)}`, { cause });
    this.name = 'StorageFailed';
    this.code = isDiskFull(cause) ? 'diskFull' : 'storageFailed';
    this.uncertain = uncertain;
  }
}

/** Tells whether an error says that the disk, or the quota, is used up. */
function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException; // only read; another kind of error has none
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
