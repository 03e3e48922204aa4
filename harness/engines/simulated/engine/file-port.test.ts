import { describe, expect, it } from 'vitest';
import { contentsAtRest, putAtRest, readAtRest } from '../disk/model/at-rest.ts';
import { createFilePort } from './file-port.ts';
import { createVolumes } from './volumes.ts';

const open = () => {
  const files = { 'state/one.txt': 'one', 'model.txt': 'model' };
  const volumes = createVolumes({ data: { mounts: [], folders: ['empty'], files } }, 0);
  const disk = volumes.disks.get('data');
  if (disk === undefined) throw new Error('the volume has no disk');
  const port = createFilePort({ volumes, countBroken: () => () => 3 });
  const text = (path: string) => readAtRest(disk, path)?.toString();
  return { disk, port, text, paths: () => [...contentsAtRest(disk).keys()] };
};

describe('the file port on simulated disks', () => {
  it('writes a file that was not there, and takes it away again', async () => {
    const { port, text } = open();
    const heal = await port.put('data', 1, { path: 'flags/on', content: 'on\n' });
    expect(text('flags/on')).toBe('on\n');
    expect(await heal()).toEqual({ filesChanged: 1, requestsBroken: 3 });
    expect(text('flags/on')).toBeUndefined();
  });

  it('says that nothing changed when the file was as it is put, or was not there to be removed', async () => {
    const { port, text } = open();
    const same = await port.put('data', 1, { path: 'model.txt', content: 'model' });
    const gone = await port.put('data', 2, { path: 'nothing', content: null });
    expect(await same()).toMatchObject({ filesChanged: 0 });
    expect(await gone()).toMatchObject({ filesChanged: 0 });
    expect(text('model.txt')).toBe('model');
  });

  it('hides a folder, and a heal keeps what was made in its place', async () => {
    const { disk, port, paths, text } = open();
    const heal = await port.hideFolder('data', 1, 'state');
    expect(paths()).toEqual(['/model.txt']);
    putAtRest(disk, 'state/one.txt', 'newer');
    putAtRest(disk, 'state/two.txt', 'two');
    expect(await heal()).toEqual({ foldersHidden: 1, requestsBroken: 3 });
    expect(paths().sort()).toEqual(['/model.txt', '/state/one.txt', '/state/two.txt']);
    expect([text('state/one.txt'), text('state/two.txt')]).toEqual(['newer', 'two']);
  });

  it('hides nothing where there is no folder, and knows the volumes by name', async () => {
    const { port } = open();
    const heal = await port.hideFolder('data', 1, 'nowhere');
    expect(await heal()).toMatchObject({ foldersHidden: 0 });
    const wrong = port.put('date', 1, { path: 'x', content: '' });
    await expect(wrong).rejects.toThrow('no volume "date"; there are data');
  });
});
