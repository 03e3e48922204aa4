import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../durable/sync-folder.ts';
import { writeSynced } from '../durable/write-synced.ts';
import { publishOnce } from '../effects/publish-once.ts';
import type { Tenure, WriterLock } from './writer-lock.ts';

/** How a lock in a folder is made. */
export interface FileLockOptions {
  readonly folder: string;
  readonly owner: string;
  readonly leaseMs: number;
  /** Whether this one may take the very first tenure without waiting for another to do so. */
  readonly mayBeFirst: boolean;
  /** Numbers up to this one are taken, wherever. */
  readonly floor?: () => number;
  /** A monotonic clock in ms. */
  readonly now?: () => number;
}

/** What was last seen of a holder, and since when nothing else. */
interface Sight {
  readonly generation: number;
  readonly beat: string;
  readonly sinceMs: number;
}

const keptTenures = 8;

/**
 * Creates a lock of files: one claim a tenure, which `link` lets only one of all contenders publish, and
 * a heartbeat beside it. A lease has run out when *the waiting one's own clock* has seen no new beat for
 * its length: clocks of two machines are never compared.
 */
export function createFileLock(options: FileLockOptions): WriterLock {
  const { folder, owner, leaseMs, mayBeFirst, now = () => performance.now() } = options;
  const floor = options.floor ?? (() => 0);
  const beatPath = ({ generation }: Tenure) => join(folder, `gen-${generation}.beat`);
  const donePath = ({ generation }: Tenure) => join(folder, `gen-${generation}.released`);
  let sight: Sight | undefined;
  let beats = 0;

  const newest = async (): Promise<number> => Math.max(0, ...(await claimsIn(folder)));

  const mayTake = async (generation: number): Promise<boolean> => {
    if (generation === 0 && mayBeFirst) return true;
    if (generation > 0 && (await readOrEmpty(donePath({ generation }))) !== '') return true;
    const beat = generation === 0 ? '' : await readOrEmpty(beatPath({ generation }));
    if (sight?.generation !== generation || sight.beat !== beat) {
      sight = { generation, beat, sinceMs: now() };
    }
    return now() - sight.sinceMs >= leaseMs;
  };

  return {
    newest,
    async tryTake() {
      await mkdir(folder, { recursive: true });
      const before = await newest();
      if (!(await mayTake(before))) return undefined;
      const generation = Math.max(before, floor()) + 1;
      const claim = { owner, claimId: `${owner}/${process.pid}/${generation}` };
      const { published } = await publishOnce(folder, `gen-${generation}`, claim);
      sight = undefined;
      if (!published) return undefined;
      await removeOld(folder, generation - keptTenures);
      return { generation };
    },
    async renew(tenure) {
      beats += 1;
      // Not synced: a beat that a power loss takes away is one that nobody sends any more.
      await writeFile(`${beatPath(tenure)}.tmp`, `${owner} ${beats}`);
      await rename(`${beatPath(tenure)}.tmp`, beatPath(tenure));
      return (await newest()) === tenure.generation;
    },
    isHeld: async ({ generation }) => (await newest()) === generation,
    async release(tenure) {
      await writeSynced(donePath(tenure), owner);
      await syncFolder(folder);
    },
  };
}

async function claimsIn(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder).catch(nothingIfMissing);
  return names.flatMap((name) => {
    const found = /^gen-(\d+)\.json$/.exec(name);
    return found === null ? [] : [Number(found[1])];
  });
}

function nothingIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

async function removeOld(folder: string, last: number): Promise<void> {
  for (const generation of await claimsIn(folder)) {
    if (generation > last) continue;
    for (const ending of ['beat', 'released', 'json']) {
      await rm(join(folder, `gen-${generation}.${ending}`), { force: true });
    }
  }
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
