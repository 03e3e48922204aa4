import { appendFileSync, linkSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EffectRecord } from '../../../core/stack.ts';
import { putFolderAtRest } from '../disk/model/at-rest.ts';
import { Disk } from '../disk/model/disk.ts';
import { simulate } from '../simulate.ts';
import { hearEffects } from './effect-sink.ts';
import { hostFiles } from './host-files.ts';

/** Writes to the effects folder of a volume, inside a host that mounts it; gives what was heard. */
const heardOf = (write: (folder: string, close: () => void) => void) => {
  const disk = new Disk();
  putFolderAtRest(disk, 'effects');
  const heard: string[] = [];
  const parse = (text: string): EffectRecord | undefined => JSON.parse(text) as EffectRecord;
  const close = hearEffects({ disk, folder: 'effects' }, parse, ({ key, text }) =>
    heard.push(`${key} ${text}`),
  );
  const files = hostFiles(new Disk(), [{ path: '/volume', disk }]);
  return simulate({ one: { files } }, { seed: 1 }, async (world) => {
    await world.on('one', () => write('/volume/effects', close));
    return heard;
  });
};

const effect = (key: string, text: string) => JSON.stringify({ key, text, by: 'one' });

describe('the effect sink', () => {
  it('hears a publication by link and by rename, and not the file it was written to', async () => {
    const heard = await heardOf((folder) => {
      writeFileSync(`${folder}/.a.tmp`, effect('a', '1'));
      linkSync(`${folder}/.a.tmp`, `${folder}/a.json`);
      writeFileSync('/volume/b.tmp', effect('b', '2'));
      renameSync('/volume/b.tmp', `${folder}/b.json`);
    });
    expect(heard).toEqual(['a 1', 'b 2']);
  });

  it('counts a name that appears again, also with equal content', async () => {
    const heard = await heardOf((folder) => {
      writeFileSync('/volume/a.tmp', effect('a', '1'));
      linkSync('/volume/a.tmp', `${folder}/a.json`);
      unlinkSync(`${folder}/a.json`);
      linkSync('/volume/a.tmp', `${folder}/a.json`);
      writeFileSync('/volume/again.tmp', effect('a', '1'));
      renameSync('/volume/again.tmp', `${folder}/a.json`);
    });
    expect(heard).toEqual(['a 1', 'a 1', 'a 1']);
  });

  it('counts a file written in place once it is whole, and again when it is another', async () => {
    const text = effect('a', '1');
    const heard = await heardOf((folder) => {
      writeFileSync(`${folder}/a.json`, text.slice(0, 9));
      appendFileSync(`${folder}/a.json`, text.slice(9));
      writeFileSync(`${folder}/a.json`, text);
      writeFileSync(`${folder}/a.json`, effect('a', '2'));
    });
    expect(heard).toEqual(['a 1', 'a 2']);
  });

  it('hears nothing after it was closed', async () => {
    const heard = await heardOf((folder, close) => {
      close();
      writeFileSync(`${folder}/a.json`, effect('a', '1'));
    });
    expect(heard).toEqual([]);
  });
});
