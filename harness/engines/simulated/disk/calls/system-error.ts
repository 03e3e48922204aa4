import { getSystemErrorMap } from 'node:util';

let numbers: ReadonlyMap<string, readonly [errno: number, text: string]> | undefined;

const known = (code: string): readonly [errno: number, text: string] => {
  numbers ??= new Map(
    [...getSystemErrorMap()].map(([errno, [name, text]]) => [name, [errno, text]] as const),
  );
  const found = numbers.get(code);
  if (found !== undefined) return found;
  // libuv has no name for it on this platform; Linux numbers of what faults may ask for.
  if (code === 'ESTALE') return [-116, 'stale file handle'];
  if (code === 'EDQUOT') return [-122, 'disk quota exceeded'];
  throw new Error(`no system error is called ${code}; use a code of util.getSystemErrorMap()`);
};

/** What an error of the system says beside its code. */
export interface ErrorPlace {
  readonly syscall: string;
  readonly path?: string | undefined;
  readonly dest?: string | undefined;
}

/** Node's error of a system call; its fields are set one by one, which costs least. */
interface SystemError extends Error {
  errno?: number;
  code?: string;
  syscall?: string;
  path?: string;
  dest?: string;
}

/** The error that Node makes of a failed system call: same message, same fields. */
export const systemError = (code: string, { syscall, path, dest }: ErrorPlace): Error => {
  const [errno, text] = known(code);
  const to = dest === undefined ? '' : ` -> '${dest}'`;
  const about = path === undefined ? '' : ` '${path}'${to}`;
  const error: SystemError = new Error(`${code}: ${text}, ${syscall}${about}`);
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  if (path !== undefined) error.path = path;
  if (dest !== undefined) error.dest = dest;
  return error;
};
