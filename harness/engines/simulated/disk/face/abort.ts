/** Node's error for what an `AbortSignal` ended. */
export const abortError = (signal: AbortSignal): Error =>
  Object.assign(new Error('The operation was aborted', { cause: signal.reason }), {
    code: 'ABORT_ERR',
    name: 'AbortError',
  });

/** Throws when the signal among a call's options has been given. */
export const checkAborted = (signal: unknown): void => {
  if (signal instanceof AbortSignal && signal.aborted) throw abortError(signal);
};
