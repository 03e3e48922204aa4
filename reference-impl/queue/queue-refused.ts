/** Why a message was not accepted, for reasons that are not the disk's. */
export class QueueRefused extends Error {
  readonly code: 'conflict' | 'full';

  constructor(code: 'conflict' | 'full', message: string) {
    super(message);
    this.name = 'QueueRefused';
    this.code = code;
  }
}
