import type { FileOperation } from '../../../core/machine-ports.ts';

/** The system calls that rules select and costs are given for. */
export type DiskOperation = FileOperation;

const changing: ReadonlySet<DiskOperation> = new Set([
  'chmod',
  'chown',
  'copy',
  'link',
  'mkdir',
  'rename',
  'rmdir',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'write',
]);

/** Whether an operation changes the disk, so that a read-only one refuses it. */
export const changesDisk = (operation: DiskOperation): boolean => changing.has(operation);
