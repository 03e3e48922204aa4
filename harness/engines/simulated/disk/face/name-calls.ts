import { dirname } from 'node:path';
import { refuse } from '../call-failure.ts';
import * as names from '../calls/names.ts';
import { type Steps, take } from '../calls/step.ts';
import { walk } from '../calls/walk.ts';
import { toMode, toOptions, toPath } from './arguments.ts';
import type { CallTable, FaceContext } from './call-table.ts';
import { encodeName } from './encode-name.ts';

/** Takes a name away. */
export const unlinkSteps = (context: FaceContext, path: string): Steps<void> =>
  take({ operation: 'unlink', syscall: 'unlink', path, run: () => names.unlink(context, path) });

/** Takes an empty folder away. */
export const rmdirSteps = (context: FaceContext, path: string): Steps<void> =>
  take({ operation: 'rmdir', syscall: 'rmdir', path, run: () => names.rmdir(context, path) });

/** Makes one folder. */
export const mkdirSteps = (context: FaceContext, path: string, mode = 0o777): Steps<void> =>
  take({ operation: 'mkdir', syscall: 'mkdir', path, run: () => names.mkdir(context, path, mode) });

/** The path and all folders above it, the top first. */
const withParents = (path: string): readonly string[] => {
  const all: string[] = [];
  for (let at = path.replace(/\/+$/, ''); at !== '' && at !== '.' && at !== '/'; at = dirname(at)) {
    all.unshift(at);
  }
  return all;
};

const isThere = (context: FaceContext, path: string): boolean => {
  try {
    return walk(context, path).inode !== undefined;
  } catch {
    return false;
  }
};

/** Makes a folder and those above it; gives the first that it made. */
export function* mkdirDeep(
  context: FaceContext,
  path: string,
  mode: number,
): Steps<string | undefined> {
  const all = withParents(path);
  const missing = all.filter((each) => !isThere(context, each));
  const wanted = missing.length > 0 ? missing : [path];
  let first: string | undefined;
  for (const each of wanted) {
    const isMade = yield* take({
      operation: 'mkdir',
      syscall: 'mkdir',
      path,
      run: () => {
        const { inode } = walk(context, each);
        if (inode?.kind === 'folder') return false;
        if (inode !== undefined) refuse(each === path ? 'EEXIST' : 'ENOTDIR');
        // A link that leads nowhere can be made neither.
        if (walk(context, each, false).inode !== undefined) refuse('ENOENT');
        names.mkdir(context, each, mode);
        return true;
      },
    });
    if (isMade) first ??= each;
  }
  return first;
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const mkdtemp = (context: FaceContext, prefix: string): Steps<string> => {
  const tail = Array.from({ length: 6 }, () => context.random.pick([...letters])).join('');
  return take({
    operation: 'mkdir',
    syscall: 'mkdtemp',
    path: `${prefix}XXXXXX`,
    run: () => {
      names.mkdir(context, prefix + tail, 0o700);
      return prefix + tail;
    },
  });
};

function* encoded(steps: Steps<string>, encoding: unknown): Steps<string | Buffer> {
  return encodeName(yield* steps, encoding);
}

/** Calls that make, move and take away names. */
export const nameCalls = (context: FaceContext): CallTable => ({
  unlink: (path) => unlinkSteps(context, toPath(path)),
  rename: (from, to) => {
    const path = toPath(from, 'oldPath');
    const dest = toPath(to, 'newPath');
    const run = () => names.rename(context, path, dest);
    return take({ operation: 'rename', syscall: 'rename', path, dest, run });
  },
  link: (existing, to) => {
    const path = toPath(existing, 'existingPath');
    const dest = toPath(to, 'newPath');
    const run = () => names.link(context, path, dest);
    return take({ operation: 'link', syscall: 'link', path, dest, run });
  },
  symlink: (target, to) => {
    const path = toPath(target, 'target');
    const dest = toPath(to);
    const run = () => names.symlink(context, path, dest);
    return take({ operation: 'symlink', syscall: 'symlink', path, dest, run });
  },
  mkdir: (path, options) => {
    const isMode = typeof options === 'number' || typeof options === 'string';
    const { recursive, mode } = isMode ? { mode: options } : toOptions(options);
    const bits = toMode(mode, 0o777);
    if (recursive === true) return mkdirDeep(context, toPath(path), bits);
    return mkdirSteps(context, toPath(path), bits);
  },
  mkdtemp: (prefix, options) =>
    encoded(mkdtemp(context, toPath(prefix, 'prefix')), toOptions(options).encoding),
});
