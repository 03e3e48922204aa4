/** What a system call of the simulated kernel answers when it refuses: an error code, nothing more. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Ends a system call with an error code. */
export function refuse(code: string): never {
  // The stack is made for the program's error, where it is of use; here it would only cost.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const failure = new CallFailure(code);
  Error.stackTraceLimit = limit;
  throw failure;
}
