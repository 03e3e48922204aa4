import { type FSWatcher, mkdirSync, readdirSync, readFileSync, watch } from 'node:fs';
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
}

const isPublication = (file: string): boolean => file.endsWith('.json') && !file.startsWith('.');

/**
 * Watches a folder and reports every publication. A name that appears (`link`, `rename`, create)
 * counts each time, also with equal content; a file rewritten in place counts when its content is
 * another. A file that is not whole yet is looked at again when it changes.
 */
export const watchEffects = (
  folder: string,
  parse: Stack['effects']['parse'],
  onEffect: (effect: EffectRecord) => void,
): EffectSink => {
  mkdirSync(folder, { recursive: true });
  const seen = new Map<string, Seen>();
  const look = (file: string, appeared: boolean) => {
    const text = readText(join(folder, file));
    if (text === undefined) return;
    const sha = textSha(text);
    const known = seen.get(file);
    if (!appeared && known?.sha === sha) return;
    const effect = parseWhole(parse, text, file);
    if (!effect) {
      // Half written: whatever it holds next is the publication.
      if (appeared) seen.delete(file);
      return;
    }
    seen.set(file, { sha });
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

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
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
