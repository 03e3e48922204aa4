/** Why a saver did not do what it was asked; `code` tells the reasons apart. */
export class SaverError extends Error {
  /**
   * `refused`: the input is no checkpoint, nothing was written. `unreadable`: the file is not one of
   * ours, is newer, or is damaged. `unsaved`: the storage failed, what was put may be kept or not.
   * `closed`: the saver takes nothing any more.
   */
  readonly code: 'refused' | 'unreadable' | 'unsaved' | 'closed';

  constructor(code: SaverError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SaverError';
    this.code = code;
  }
}
