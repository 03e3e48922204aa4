/** What a system call of the simulated kernel answers when it refuses: an error code, nothing more. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const failures = new Map<string, CallFailure>();

// A failure says its code and nothing else: one of each is enough. The stack is made for the program's
// error, where it is of use; here it would only cost.
const failureOf = (code: string): CallFailure => {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const failure = new CallFailure(code);
  Error.stackTraceLimit = limit;
  failures.set(code, failure);
  return failure;
};

/** Ends a system call with an error code. */
export function refuse(code: string): never {
  throw failures.get(code) ?? failureOf(code);
}
