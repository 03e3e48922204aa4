import type { EffectRecord, Stack } from '../../../core/stack.ts';
import { textSha } from '../../../core/text-sha.ts';
import { inodeAtRest } from '../disk/model/at-rest.ts';
import type { Disk } from '../disk/model/disk.ts';
import type { Inode } from '../disk/model/inode.ts';

const isPublication = (file: string): boolean => file.endsWith('.json') && !file.startsWith('.');

const parseWhole = (parse: Stack['effects']['parse'], text: string, file: string) => {
  try {
    return parse(text, file);
  } catch {
    return undefined;
  }
};

/**
 * Hears every publication in a folder of a disk at its own instant. A name that appears counts each
 * time, also with equal content; a file rewritten in place counts when its content is another.
 */
export const hearEffects = (
  { disk, folder }: { readonly disk: Disk; readonly folder: string },
  parse: Stack['effects']['parse'],
  onEffect: (effect: EffectRecord) => void,
): (() => void) => {
  const top = inodeAtRest(disk, folder);
  if (top?.kind !== 'folder') throw new Error(`effects: the volume has no folder ${folder}`);
  const seen = new Map<string, string>();
  const look = (file: string, inode: Inode | undefined, appeared: boolean) => {
    if (inode?.kind !== 'file') return;
    const text = inode.bytes.view().toString('utf8');
    const sha = textSha(text);
    if (!appeared && seen.get(file) === sha) return;
    const effect = parseWhole(parse, text, file);
    if (effect === undefined) {
      // Half written: whatever it holds next is the publication.
      if (appeared) seen.delete(file);
      return;
    }
    seen.set(file, sha);
    onEffect(effect);
  };
  return disk.listeners.add(top, (cause, name, came) => {
    if (name === undefined || !isPublication(name)) return;
    if (cause === 'came') look(name, came, true);
    else if (cause === 'modified') look(name, top.entries.get(name), false);
  });
};
