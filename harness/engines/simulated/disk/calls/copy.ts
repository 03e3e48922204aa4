import { constants } from 'node:fs';
import { refuse } from '../call-failure.ts';
import type { CallContext } from './call-context.ts';
import { write } from './content.ts';
import { chmod } from './metadata.ts';
import { unlink } from './names.ts';
import { open } from './open.ts';
import { permit, right } from './permission.ts';
import { find, walk } from './walk.ts';

/**
 * Copies a file as libuv does: it opens (and so makes) the destination before it looks what the source
 * is, gives it the source's mode, and takes it away again when the copy fails.
 */
export const copy = (
  context: CallContext,
  path: string,
  to: { readonly dest: string; readonly isExclusive: boolean },
): void => {
  const { dest, isExclusive } = to;
  const { inode } = find(context, path);
  permit(context, inode, right.read);
  if (!isExclusive && walk(context, dest).inode === inode && inode.kind === 'file') return;
  const flags = constants.O_WRONLY | constants.O_CREAT | (isExclusive ? constants.O_EXCL : 0);
  const fd = open(context, { path: dest, flags: flags | constants.O_TRUNC, mode: inode.mode });
  try {
    chmod(context, { fd }, inode.mode);
    if (inode.kind !== 'file') refuse('EISDIR');
    const bytes = Buffer.from(inode.bytes.view());
    for (let done = 0; done < bytes.length; ) {
      done += write(context, fd, { bytes: bytes.subarray(done), position: undefined });
    }
  } catch (error) {
    unlink(context, dest);
    throw error;
  } finally {
    context.descriptors.close(fd);
  }
};
