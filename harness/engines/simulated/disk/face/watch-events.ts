import { basename, join } from 'node:path';
import { CallFailure } from '../call-failure.ts';
import { permit, right } from '../calls/permission.ts';
import { systemError } from '../calls/system-error.ts';
import { find } from '../calls/walk.ts';
import type { Inode } from '../model/inode.ts';
import type { DiskCause, Listeners } from '../model/listeners.ts';
import type { FaceContext } from './call-table.ts';

/** What a watcher is told. */
export interface WatchEvent {
  readonly eventType: 'rename' | 'change';
  readonly filename: string;
  /** Events are merged only with those of the same cause. */
  readonly cause: DiskCause;
}

type Tell = (event: WatchEvent) => void;

interface Scope {
  readonly listeners: Listeners;
  readonly recursive: boolean;
  readonly stops: Set<() => void>;
  readonly tell: Tell;
}

/** Listens to a folder, and to those inside it when that was asked for. */
const listen = (scope: Scope, inode: Inode, at: { name: string; below: string }): void => {
  const { listeners, recursive, stops, tell } = scope;
  const within = (name: string) => join(at.below, name);
  stops.add(
    listeners.add(inode, (cause, name, entry) => {
      const eventType = cause === 'modified' || cause === 'attributes' ? 'change' : 'rename';
      tell({ eventType, cause, filename: name === undefined ? at.name : within(name) });
      if (recursive && entry?.kind === 'folder' && name !== undefined) {
        listen(scope, entry, { name: within(name), below: within(name) });
      }
    }),
  );
  if (!recursive || inode.kind !== 'folder') return;
  for (const [name, entry] of inode.entries) {
    if (entry.kind === 'folder') listen(scope, entry, { name: within(name), below: within(name) });
  }
};

/** Tells of changes below a path from now on; gives what ends it. */
export const watchPath = (
  context: FaceContext,
  path: string,
  how: { readonly recursive: boolean; readonly tell: Tell },
): (() => void) => {
  const stops = new Set<() => void>();
  try {
    const { inode, disk } = find(context, path);
    permit(context, inode, right.read);
    const scope = { ...how, stops, listeners: disk.listeners };
    listen(scope, inode, { name: basename(path), below: '' });
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    const failed = systemError(error.code, { syscall: 'watch', path });
    throw Object.assign(failed, { filename: path });
  }
  return () => {
    for (const stop of stops) stop();
    stops.clear();
  };
};
