import { describe, expect, it } from 'vitest';
import { createRng } from '../../../../core/rng.ts';
import { bootFace } from '../fixture/crash-at.ts';
import { createManualHost } from '../fixture/manual-host.ts';
import {
  contentsAtRest,
  flipBitsAtRest,
  moveAtRest,
  putAtRest,
  readAtRest,
  restoreAtRest,
  truncateAtRest,
} from './at-rest.ts';
import { Disk } from './disk.ts';
import { losePower } from './power-loss.ts';

const text = (disk: Disk, path: string) => readAtRest(disk, path)?.toString();

describe('a disk at rest', () => {
  it('keeps what was put there through a power loss', () => {
    const disk = new Disk();
    putAtRest(disk, '/etc/app/config', 'on');
    losePower(disk, { rng: createRng(1), policy: 'drop' });
    expect(text(disk, '/etc/app/config')).toBe('on');
    putAtRest(disk, '/etc/app/config', null);
    expect(text(disk, '/etc/app/config')).toBeUndefined();
    expect(disk.usedBytes).toBe(0);
  });

  it('keeps what was put over a name that no sync had made durable, and its mode', () => {
    const disk = new Disk();
    const { fs } = bootFace(disk, createManualHost());
    fs.writeFileSync('/flag', 'unsynced', { mode: 0o600 });
    putAtRest(disk, '/flag', 'put');
    expect(disk.pendingNames.size).toBe(0);
    losePower(disk, { rng: createRng(1), policy: 'drop' });
    expect(text(disk, '/flag')).toBe('put');
    expect(fs.statSync('/flag').mode & 0o777).toBe(0o600);
  });

  it('flips exactly as many bits as it is told', () => {
    const disk = new Disk();
    putAtRest(disk, '/a', Buffer.alloc(100));
    const changed = flipBitsAtRest(disk, '/a', { bits: 5, rng: createRng(3) });
    const bytes = [...(readAtRest(disk, '/a') ?? [])];
    const ones = bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    expect(ones).toBe(5);
    expect(changed).toBe(bytes.filter((byte) => byte !== 0).length);
  });

  it('cuts a file and gives the room back', () => {
    const disk = new Disk();
    putAtRest(disk, '/a', 'abcdef');
    expect(truncateAtRest(disk, '/a', 2)).toBe(4);
    expect(text(disk, '/a')).toBe('ab');
    expect(disk.usedBytes).toBe(2);
  });

  it('restores an older content, and counts only what differs', () => {
    const disk = new Disk();
    putAtRest(disk, '/d/a', 'old');
    putAtRest(disk, '/d/b', 'same');
    const backup = contentsAtRest(disk, '/d');
    putAtRest(disk, '/d/a', 'new');
    expect(restoreAtRest(disk, backup)).toBe(1);
    expect(text(disk, '/d/a')).toBe('old');
  });

  it('moves a folder away and back', () => {
    const disk = new Disk();
    putAtRest(disk, '/d/e/a', 'x');
    expect(moveAtRest(disk, '/d/e', '/aside/e')).toBe(true);
    expect(text(disk, '/d/e/a')).toBeUndefined();
    expect(moveAtRest(disk, '/aside/e', '/d/e')).toBe(true);
    expect(text(disk, '/d/e/a')).toBe('x');
    expect(moveAtRest(disk, '/none', '/other')).toBe(false);
  });

  it('says which file is missing', () => {
    expect(() => truncateAtRest(new Disk(), '/none', 1)).toThrow('no file /none');
  });
});
