import { Dirent } from 'node:fs';
import { join, posix } from 'node:path';
import { readdir, readlink } from '../calls/metadata.ts';
import { type Steps, take } from '../calls/step.ts';
import { absolute, find } from '../calls/walk.ts';
import type { Inode } from '../model/inode.ts';
import { toOptions, toPath } from './arguments.ts';
import type { CallTable, FaceContext } from './call-table.ts';
import { encodeName } from './encode-name.ts';

/** `UV_DIRENT_FILE`, `_DIR`, `_LINK`: Node exports them, its types do not. */
const direntKinds: Readonly<Record<Inode['kind'], number>> = {
  file: 1,
  folder: 2,
  link: 3,
};

/** An entry of a folder. */
export interface Entry {
  readonly name: string;
  readonly kind: Inode['kind'];
}

// The types of Node do not show the constructor, which the class has.
const MakeDirent = Dirent as unknown as new (name: unknown, kind: number, parent: string) => Dirent;

/** Node's `Dirent` of an entry. */
export const toDirent = ({ name, kind }: Entry, parent: string, encoding: unknown): Dirent =>
  new MakeDirent(encodeName(name, encoding), direntKinds[kind], parent);

const byBytes = (one: Entry, other: Entry): number =>
  Buffer.compare(Buffer.from(one.name), Buffer.from(other.name));

/** What is in a folder, sorted as libuv does. */
export function* entriesOf(
  context: FaceContext,
  path: string,
  syscall = 'scandir',
): Steps<readonly Entry[]> {
  return yield* take({
    operation: 'readdir',
    syscall,
    path,
    run: () =>
      [...readdir(context, path)].map(([name, { kind }]) => ({ name, kind })).sort(byBytes),
  });
}

/** Everything below a folder, folder by folder. */
function* listDeep(
  context: FaceContext,
  top: string,
): Steps<readonly { readonly folder: string; readonly entry: Entry }[]> {
  const all: { folder: string; entry: Entry }[] = [];
  const folders = [top];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const entry of yield* entriesOf(context, folder)) {
      all.push({ folder, entry });
      if (entry.kind === 'folder') folders.push(join(folder, entry.name));
    }
  }
  return all;
}

function* list(
  context: FaceContext,
  path: string,
  options: Readonly<Record<string, unknown>>,
): Steps<readonly unknown[]> {
  const { encoding, withFileTypes, recursive } = options;
  const found =
    recursive === true
      ? yield* listDeep(context, path)
      : (yield* entriesOf(context, path)).map((entry) => ({ folder: path, entry }));
  if (withFileTypes === true) {
    return found.map(({ folder, entry }) => toDirent(entry, folder, encoding));
  }
  return found.map(({ folder, entry }) =>
    encodeName(posix.relative(path, join(folder, entry.name)), encoding),
  );
}

/** The path to an inode without links in it, made of the names that lead there. */
const realPath = (context: FaceContext, path: string): string => {
  let at = posix.resolve('/', absolute(context, path));
  const { inode } = find(context, path);
  // Replaces the first link on the way by its target until none is left.
  for (let turn = 0; turn < 64; turn++) {
    const parts = at.split('/').filter((part) => part !== '');
    const linkAt = parts.findIndex((_, index) => {
      const prefix = `/${parts.slice(0, index + 1).join('/')}`;
      return find(context, prefix, false).inode.kind === 'link';
    });
    if (linkAt < 0) return inode === undefined ? path : at;
    const folder = `/${parts.slice(0, linkAt).join('/')}`;
    const target = readlink(context, join(folder, parts[linkAt] ?? ''));
    at = posix.resolve(folder, target, ...parts.slice(linkAt + 1));
  }
  return at;
};

const realpathCall =
  (context: FaceContext, syscall: string) => (path: unknown, options: unknown) => {
    const known = toPath(path);
    return take({
      operation: 'readlink',
      syscall,
      path: known,
      run: () => encodeName(realPath(context, known), toOptions(options).encoding),
    });
  };

/** Calls that list folders and read links. */
export const listingCalls = (context: FaceContext): CallTable => ({
  readdir: (path, options) => list(context, toPath(path), toOptions(options)),
  readlink: (path, options) => {
    const known = toPath(path);
    const run = () => encodeName(readlink(context, known), toOptions(options).encoding);
    return take({ operation: 'readlink', syscall: 'readlink', path: known, run });
  },
  // Node follows links itself except in the promise form.
  realpath: realpathCall(context, context.form === 'promise' ? 'realpath' : 'lstat'),
  realpathNative: realpathCall(context, 'realpath'),
});
