/** A program of a simulated host reached the real machine; the stack says where. */
export class EscapeError extends Error {
  override readonly name = 'EscapeError';
}

/** Whether a line of a stack is the engine's own code. */
export const isEngineFrame = (line: string): boolean =>
  /\/engines\/simulated\/(?!.*\/fixture\/|.*\.test\.)/.test(line);

const isNode = (line: string): boolean => /\bnode:/.test(line);

const framesOf = (stack: string): readonly string[] =>
  stack.split('\n').filter((line) => line.trimStart().startsWith('at '));

/** The first line of a stack that is neither Node's nor the engine's: who did it. */
export const culpritOf = (stack: string): string => {
  const frames = framesOf(stack);
  const found = frames.find((line) => !isEngineFrame(line) && !isNode(line)) ?? frames[0] ?? '';
  return found.trim().replace(/\?life=[^:)]*/, '');
};

/** Whether Node itself, and not a program, called the engine's function that asks. */
export const isCalledByNode = (): boolean => {
  const caller = framesOf(new Error().stack ?? '').find((line) => !isEngineFrame(line));
  return caller !== undefined && isNode(caller);
};

/** An escape of one host, with what was reached and by which line of the program. */
export const escapeError = (host: string, reached: string): EscapeError => {
  const error = new EscapeError();
  const stack = error.stack ?? '';
  error.message =
    `${host} reached ${reached} of the real machine, ${culpritOf(stack)}: it is not simulated; ` +
    'let the program do without it, or run this scenario live';
  error.stack = `${error.name}: ${error.message}${stack.slice(stack.indexOf('\n'))}`;
  return error;
};
