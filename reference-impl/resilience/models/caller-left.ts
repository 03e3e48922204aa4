/** Tells that a question was given up by who had asked it; its model is not to blame. */
export class CallerLeft extends Error {
  constructor(reason: unknown) {
    super('the caller gave up', { cause: reason });
    this.name = 'AbortError';
  }
}
