import { join } from 'node:path';
import { locate, readlink } from '../calls/metadata.ts';
import { type Steps, take } from '../calls/step.ts';
import { walk } from '../calls/walk.ts';
import { UnsupportedCall } from '../unsupported-call.ts';
import { toOptions, toPath } from './arguments.ts';
import type { Call, CallTable, FaceContext } from './call-table.ts';
import { entriesOf } from './listing-calls.ts';
import { mkdirDeep, mkdirSteps } from './name-calls.ts';

type Options = Readonly<Record<string, unknown>>;

interface Copy {
  readonly context: FaceContext;
  readonly table: CallTable;
  readonly options: Options;
}

const coded = (code: string, message: string, fields: object = {}): Error =>
  Object.assign(new Error(message), { code, ...fields });

/** Node calls those errors by another name that tell of the system. */
const systemCoded = (code: string, message: string, fields: object): Error =>
  Object.defineProperty(coded(code, message, fields), 'name', { value: 'SystemError' });

const folderError = (context: FaceContext, path: string): Error => {
  if (context.form === 'sync') {
    const message = `Recursive option not enabled, cannot copy a directory: ${path}/`;
    return coded('ERR_FS_EISDIR', message);
  }
  const why = `${path} is a directory (not copied)`;
  const info = { message: why, path, syscall: 'cp', errno: 21, code: 'EISDIR' };
  const message = `Path is a directory: cp returned EISDIR (${why}) ${path}`;
  return systemCoded('ERR_FS_EISDIR', message, { info, errno: 21, syscall: 'cp', path });
};

const existsError = (dest: string): Error => {
  const info = { message: `${dest} already exists`, path: dest, syscall: 'cp', errno: 17 };
  const message = `Target already exists: cp returned EEXIST (${dest} already exists) ${dest}`;
  const fields = { info: { ...info, code: 'EEXIST' }, errno: 17, syscall: 'cp', path: dest };
  return systemCoded('ERR_FS_CP_EEXIST', message, fields);
};

const isThere = (context: FaceContext, path: string) => walk(context, path, false).inode;

const passes = (options: Options, from: string, to: string): boolean => {
  const { filter } = options;
  if (typeof filter !== 'function') return true;
  const answer: unknown = filter(from, to);
  if (answer instanceof Promise) throw new UnsupportedCall('fs.cp with an asynchronous filter');
  return Boolean(answer);
};

function* copyFolder(copy: Copy, from: string, to: string): Steps<void> {
  const { context, options } = copy;
  if (options.recursive !== true) throw folderError(context, from);
  if (isThere(context, to) === undefined) yield* mkdirSteps(context, to);
  for (const { name } of yield* entriesOf(context, from)) {
    yield* copyOne(copy, join(from, name), join(to, name));
  }
}

function* copyOne(copy: Copy, from: string, to: string): Steps<void> {
  const { context, table, options } = copy;
  if (!passes(options, from, to)) return;
  const kind = yield* take({
    operation: 'stat',
    syscall: 'lstat',
    path: from,
    run: () => locate(context, { path: from, followLast: false }).inode.kind,
  });
  if (kind === 'folder') {
    yield* copyFolder(copy, from, to);
    return;
  }
  if (isThere(context, to) !== undefined && options.force === false) {
    if (options.errorOnExist === true) throw existsError(to);
    return;
  }
  if (kind === 'link') yield* table.symlink?.(readlink(context, from), to) ?? [];
  else yield* table.copyFile?.(from, to, options.mode) ?? [];
}

function* copyTree(copy: Copy, from: string, to: string): Steps<void> {
  const parent = join(to, '..');
  yield* take({
    operation: 'stat',
    syscall: 'lstat',
    path: from,
    run: () => locate(copy.context, { path: from, followLast: false }),
  });
  yield* mkdirDeep(copy.context, parent, 0o777);
  yield* copyOne(copy, from, to);
}

/** `cp`: files, folders and links, with `filter`, `force`, `errorOnExist`. */
export const copyTreeCall =
  (context: FaceContext, table: CallTable): Call =>
  (from, to, options) =>
    copyTree(
      { context, table, options: toOptions(options) },
      toPath(from, 'src'),
      toPath(to, 'dest'),
    );
