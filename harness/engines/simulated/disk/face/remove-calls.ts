import { join } from 'node:path';
import { locate, readdir } from '../calls/metadata.ts';
import { type Steps, take } from '../calls/step.ts';
import { absolute } from '../calls/walk.ts';
import { toOptions, toPath } from './arguments.ts';
import type { CallTable, FaceContext } from './call-table.ts';
import { rmdirSteps, unlinkSteps } from './name-calls.ts';

/** Node's error for `rm` of a folder without `recursive`. */
const isFolderError = (path: string, syscall = 'rm'): Error => {
  const info = { code: 'EISDIR', message: 'is a directory', path, syscall, errno: 21 };
  const error = new Error(
    `Path is a directory: ${syscall} returned EISDIR (is a directory) ${path}`,
  );
  Object.defineProperty(error, 'name', { value: 'SystemError', enumerable: false });
  return Object.assign(error, { code: 'ERR_FS_EISDIR', info, errno: 21, syscall, path });
};

/** What is at a path, without following it. */
const kindAt = (context: FaceContext, path: string) =>
  take({
    operation: 'stat',
    syscall: 'lstat',
    path,
    run: () => locate(context, { path, followLast: false }).inode.kind,
  });

/** Takes away a path and all below it. */
export function* removeTree(context: FaceContext, path: string): Steps<void> {
  const kind = yield* kindAt(context, path);
  if (kind !== 'folder') {
    yield* unlinkSteps(context, path);
    return;
  }
  const names = yield* take({
    operation: 'readdir',
    syscall: 'scandir',
    path,
    run: () => [...readdir(context, path).keys()],
  });
  for (const name of names.toSorted()) yield* removeTree(context, join(path, name));
  yield* rmdirSteps(context, path);
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

function* remove(
  context: FaceContext,
  path: string,
  options: Readonly<Record<string, unknown>>,
): Steps<void> {
  try {
    const kind = yield* kindAt(context, path);
    if (kind === 'folder' && options.recursive !== true) throw isFolderError(path);
    yield* removeTree(context, path);
  } catch (error) {
    if (options.force !== true || !isMissing(error)) throw error;
  }
}

/** `rm`, `rmdir`, and the folder that removes itself. */
export const removeCalls = (context: FaceContext): CallTable => ({
  rm: (path, options) => remove(context, toPath(path), toOptions(options)),
  rmdir: (path) => rmdirSteps(context, toPath(path)),
  removeTemporary: (path) =>
    remove(context, absolute(context, toPath(path)), { force: true, recursive: true }),
});
