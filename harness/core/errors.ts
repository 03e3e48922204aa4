/** Bad usage or bad input: the message says what was expected, what was found and the remedy. Exit code 3. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The stack or the machine did not let us find out (a service never ready …). Exit code 2. */
export class CannotTellError extends Error {
  override readonly name = 'CannotTellError';
}
