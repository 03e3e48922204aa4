import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { birthOf, type CallContext, touch } from '../disk/calls/call-context.ts';
import type { Found } from '../disk/calls/walk.ts';
import { createFile, type FileInode } from '../disk/model/inode.ts';
import { asNobody } from '../kernel/running-life.ts';
import { LiveBytes } from './live-bytes.ts';
import { newRealFolder, removeRealFolder } from './real-folder.ts';

const realName = 'main';
/** The files that SQLite keeps beside a database. */
const companions = ['-wal', '-shm', '-journal'] as const;

/**
 * A database file of a simulated disk while somebody has it open. SQLite works in a real folder; the
 * disk shows what is there. Once nobody has it open, the disk alone has it again.
 */
export interface AttachedFile {
  readonly realPath: string;
  /** How many connections it has, in all lives. */
  connections: number;
  /** Shows on the disk what a statement may have done. */
  changed(context: CallContext, wrote: boolean): void;
  /** Puts the files back on the disk just as they are now. */
  detach(): void;
  /** The same, and the real folder goes away. */
  end(): void;
}

/** A database's place on the simulated disk and on the real one, and its files that are live. */
interface Following {
  readonly found: Found;
  readonly realPath: string;
  readonly live: Map<FileInode, LiveBytes>;
}

const attachedOf = new WeakMap<FileInode, AttachedFile>();

/** Has a file's content in a real file from now on; the disk's content is put there first. */
const makeLive = (file: FileInode, realPath: string): LiveBytes => {
  asNobody(() => writeFileSync(realPath, file.bytes.view()));
  const bytes = new LiveBytes(realPath);
  // The one place that exchanges a file's content as a whole; nobody keeps the object.
  Object.assign(file, { bytes });
  return bytes;
};

const mainFileOf = (context: CallContext, found: Found): FileInode => {
  if (found.inode?.kind === 'file') return found.inode;
  const file = createFile(birthOf(context, found.disk, 0o644));
  found.disk.placeAtRest(found.folder, found.name, file);
  return file;
};

/** Shows on the disk which of its companions SQLite has made or removed. */
const follow = (
  { found: { disk, folder, name }, realPath, live }: Following,
  asker: CallContext,
  suffix: string,
): void => {
  const isThere = asNobody(() => existsSync(`${realPath}${suffix}`));
  const inode = folder.entries.get(`${name}${suffix}`);
  if (isThere && inode === undefined) {
    const file = createFile(birthOf(asker, disk, 0o644));
    disk.placeAtRest(folder, `${name}${suffix}`, file);
    const bytes = new LiveBytes(`${realPath}${suffix}`);
    Object.assign(file, { bytes });
    live.set(file, bytes);
  } else if (!isThere && inode?.kind === 'file' && live.has(inode)) {
    disk.placeAtRest(folder, `${name}${suffix}`, undefined);
    live.delete(inode);
  }
};

/** Attaches a database file, or gives the attachment that it has already. */
export const attachFile = (context: CallContext, found: Found): AttachedFile => {
  const main = mainFileOf(context, found);
  const known = attachedOf.get(main);
  if (known !== undefined) return known;
  const { disk, folder, name } = found;
  const realFolder = asNobody(newRealFolder);
  const realPath = join(realFolder, realName);
  const live = new Map<FileInode, LiveBytes>([[main, makeLive(main, realPath)]]);
  disk.dirty.delete(main);
  for (const suffix of companions) {
    const inode = folder.entries.get(`${name}${suffix}`);
    if (inode?.kind === 'file') live.set(inode, makeLive(inode, `${realPath}${suffix}`));
  }

  let isAttached = true;
  const attached: AttachedFile = {
    realPath,
    connections: 0,
    changed(asker, wrote) {
      if (!isAttached) return;
      for (const bytes of live.values()) bytes.mayHaveChanged();
      // A database that was renamed or unlinked while it is open keeps its companions' old names.
      for (const suffix of companions) follow({ found, realPath, live }, asker, suffix);
      if (wrote) touch(asker, main);
    },
    detach() {
      if (!isAttached) return;
      isAttached = false;
      for (const bytes of live.values()) {
        bytes.mayHaveChanged();
        bytes.detach();
      }
      attachedOf.delete(main);
      disk.recount();
    },
    end() {
      attached.detach();
      asNobody(() => removeRealFolder(realFolder));
    },
  };
  attachedOf.set(main, attached);
  return attached;
};
