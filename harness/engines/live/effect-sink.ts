import { type FSWatcher, mkdirSync, readdirSync, readFileSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { EffectRecord, Stack } from '../../core/stack.ts';
import { textSha } from '../../core/text-sha.ts';

/** The harness's own witness of effects: it sees files appear, not what services say of them. */
export interface EffectSink {
  /** Finds what the watch may have missed. */
  scan(): void;
  close(): void;
}

interface Seen {
  readonly sha: string;
  readonly writtenNs: bigint;
}

interface Content {
  readonly text: string;
  /** When it was last written; a file system's clock may tick only every few ms. */
  readonly writtenNs: bigint;
}

const isPublication = (file: string): boolean => file.endsWith('.json') && !file.startsWith('.');

/**
 * Watches a folder and reports every publication. A name that appears (`link`, `rename`, create)
 * counts each time, also with equal content; so does a file that is written again in place after
 * it was whole. A file that is not whole yet is looked at again when it changes.
 */
export const watchEffects = (
  folder: string,
  parse: Stack['effects']['parse'],
  onEffect: (effect: EffectRecord) => void,
): EffectSink => {
  mkdirSync(folder, { recursive: true });
  const seen = new Map<string, Seen>();
  const look = (file: string, appeared: boolean) => {
    const content = readContent(join(folder, file));
    if (content === undefined) return;
    const { text, writtenNs } = content;
    const sha = textSha(text);
    const known = seen.get(file);
    if (!appeared && known?.sha === sha && known.writtenNs === writtenNs) return;
    const effect = parseWhole(parse, text, file);
    if (!effect) {
      // Half written: whatever it holds next is the publication.
      if (appeared) seen.delete(file);
      return;
    }
    seen.set(file, { sha, writtenNs });
    onEffect(effect);
  };
  const watcher: FSWatcher = watch(folder, (kind, file) => {
    if (file !== null && isPublication(file)) look(file, kind === 'rename');
  });
  return {
    scan: () => {
      for (const file of readdirSync(folder)) if (isPublication(file)) look(file, false);
    },
    close: () => watcher.close(),
  };
};

const READS_MAX = 3;

/** A file with the time of the very content that was read, or the last of a few tries at that. */
const readContent = (path: string): Content | undefined => {
  try {
    let writtenNs = statSync(path, { bigint: true }).mtimeNs;
    for (let reads = 1; ; reads++) {
      const text = readFileSync(path, 'utf8');
      const afterNs = statSync(path, { bigint: true }).mtimeNs;
      if (afterNs === writtenNs || reads === READS_MAX) return { text, writtenNs: afterNs };
      writtenNs = afterNs;
    }
  } catch {
    // Removed again, or not a file: nothing to read.
    return undefined;
  }
};

const parseWhole = (parse: Stack['effects']['parse'], text: string, file: string) => {
  try {
    return parse(text, file);
  } catch {
    return undefined;
  }
};
