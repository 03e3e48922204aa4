import { chmod, chown, lstat, mkdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sharedFolders } from '../../../core/shared-folders.ts';
import type { HandStack } from '../../stack.ts';
import { type Finding, findingsOf } from '../finding.ts';

const { pass, fail } = findingsOf('shared folders');

const wantedMode = 0o755;

/** Whether the folders that all share are there, whose they are, and whether they can be written. */
export async function checkSharedFolders({ folder }: HandStack): Promise<readonly Finding[]> {
  // Whoever owns the run folder started the stack.
  const { uid } = await stat(folder.root);
  const names = [...sharedFolders, 'effects', 'tool_effects'];
  return Promise.all(names.map((name) => look(name, join(folder.shared, name), uid)));
}

async function look(name: string, path: string, uid: number): Promise<Finding> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return missing(name, path);
  if (!found.isDirectory()) return fail(name, `${path} is no folder`);
  if (found.uid !== uid) return wrongOwner(name, path, { is: found.uid, wanted: uid });
  const mode = found.mode & 0o777;
  // Its owner must be able to use it, and nobody else to change it.
  if ((mode & 0o700) !== 0o700 || (mode & 0o022) !== 0) return wrongMode(name, path, mode);
  const reason = await writeComplaint(path);
  return reason === undefined
    ? pass(name, 'there, and can be written')
    : fail(name, `${path} cannot be written: ${reason}`);
}

function missing(name: string, path: string): Finding {
  const apply = async () => void (await mkdir(path, { recursive: true, mode: wantedMode }));
  return fail(name, `${path} is missing`, { about: `made ${path}`, asks: false, apply });
}

function wrongOwner(
  name: string,
  path: string,
  uid: { readonly is: number; readonly wanted: number },
): Finding {
  const message = `${path} belongs to user ${uid.is}, and should belong to ${uid.wanted}`;
  if (process.getuid?.() !== 0) return fail(name, `${message}; only root can change that`);
  const about = `gave ${path} to user ${uid.wanted}`;
  return fail(name, message, { about, asks: false, apply: () => chown(path, uid.wanted, -1) });
}

function wrongMode(name: string, path: string, mode: number): Finding {
  const message = `${path} has mode ${mode.toString(8)}, and should have ${wantedMode.toString(8)}`;
  const about = `set the mode of ${path} to ${wantedMode.toString(8)}`;
  return fail(name, message, { about, asks: false, apply: () => chmod(path, wantedMode) });
}

async function writeComplaint(path: string): Promise<string | undefined> {
  const file = join(path, `.writable-doctor-${process.pid}`);
  try {
    await writeFile(file, 'x');
    await unlink(file);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code; // fs rejects with system errors only
  }
}
