import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AbilityCheck } from './create-ability.ts';

/**
 * Checks a folder by writing into it: permission bits alone say nothing to root, nor of a disk
 * that is full or mounted read-only.
 */
export function folderWritable(folder: string, serviceName: string): AbilityCheck {
  const path = join(folder, `.writable-${serviceName}`);
  return async () => {
    try {
      await writeFile(path, 'x');
      await unlink(path);
      return undefined;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code; // fs rejects with system errors only
      return `folder ${folder} cannot be written: ${code}`;
    }
  };
}
