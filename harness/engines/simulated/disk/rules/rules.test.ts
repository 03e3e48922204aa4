import { describe, expect, it } from 'vitest';
import { createRng } from '../../../../core/rng.ts';
import { bootFace, runToEnd } from '../fixture/crash-at.ts';
import { createManualHost } from '../fixture/manual-host.ts';
import { putAtRest, readAtRest } from '../model/at-rest.ts';
import { Disk } from '../model/disk.ts';
import { losePower } from '../model/power-loss.ts';
import type { DiskRule } from './disk-rule.ts';
import { putRule } from './put-rule.ts';

const scene = (rule: DiskRule) => {
  const disk = new Disk();
  putAtRest(disk, '/d/a', 'old');
  const host = createManualHost();
  const { fs, promises, face } = bootFace(disk, host);
  return { disk, host, fs, promises, face, heal: putRule(disk, rule) };
};

const codeOf = (run: () => unknown): unknown => {
  try {
    run();
    return 'ok';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

const drop = (disk: Disk) => losePower(disk, { rng: createRng(1), policy: 'drop' });

describe('a rule of a disk', () => {
  it.each(['ENOSPC', 'EIO', 'EACCES', 'EROFS', 'EMFILE', 'ESTALE', 'EDQUOT'])(
    'fails calls with %s, counts them, and stops at its heal',
    (code) => {
      const { fs, heal } = scene({ operations: ['open'], effect: { kind: 'fail', code } });
      expect(codeOf(() => fs.readFileSync('/d/a'))).toBe(code);
      expect(codeOf(() => fs.writeFileSync('/d/b', ''))).toBe(code);
      expect(heal()).toEqual({ callsFailed: 2 });
      expect(codeOf(() => fs.readFileSync('/d/a'))).toBe('ok');
    },
  );

  it('says the path and the call as the system would', () => {
    const { fs } = scene({ operations: ['open'], effect: { kind: 'fail', code: 'EIO' } });
    expect(() => fs.readFileSync('/d/a')).toThrow(
      expect.objectContaining({
        message: "EIO: i/o error, open '/d/a'",
        errno: -5,
        syscall: 'open',
        path: '/d/a',
      }),
    );
  });

  it('touches only its path and what is below', () => {
    const { fs, heal } = scene({ path: '/d', effect: { kind: 'fail', code: 'EIO' } });
    expect(codeOf(() => fs.writeFileSync('/dd', ''))).toBe('ok');
    expect(codeOf(() => fs.renameSync('/dd', '/d/b'))).toBe('EIO');
    expect(codeOf(() => fs.readdirSync('/d'))).toBe('EIO');
    expect(codeOf(() => fs.statSync('/d/../d/a'))).toBe('EIO');
    expect(heal()).toEqual({ callsFailed: 3 });
  });

  it('touches the nth call only, or all from the nth on', () => {
    const nth = scene({ operations: ['stat'], nth: 2, effect: { kind: 'fail', code: 'EIO' } });
    const from = scene({ operations: ['stat'], from: 2, effect: { kind: 'fail', code: 'EIO' } });
    const codes = ({ fs }: typeof nth) => [1, 2, 3].map(() => codeOf(() => fs.statSync('/d/a')));
    expect(codes(nth)).toEqual(['ok', 'EIO', 'ok']);
    expect(codes(from)).toEqual(['ok', 'EIO', 'EIO']);
  });

  it('makes a disk read-only: reading goes on', () => {
    const { fs } = scene({ writing: true, effect: { kind: 'fail', code: 'EROFS' } });
    expect(codeOf(() => fs.readFileSync('/d/a'))).toBe('ok');
    for (const write of [
      () => fs.openSync('/d/a', 'a'),
      () => fs.openSync('/d/new', 'wx'),
      () => fs.writeFileSync('/d/a', 'x'),
      () => fs.mkdirSync('/d/e'),
      () => fs.unlinkSync('/d/a'),
      () => fs.renameSync('/d/a', '/d/b'),
      () => fs.chmodSync('/d/a', 0o600),
    ]) {
      expect(codeOf(write)).toBe('EROFS');
    }
  });

  it('fails a close that closes all the same, and a sync that does not sync', () => {
    for (const operation of ['close', 'fsync'] as const) {
      const { fs, disk, face } = scene({
        operations: [operation],
        effect: { kind: 'fail', code: 'ENOSPC' },
      });
      expect(codeOf(() => fs.writeFileSync('/d/a', 'new', { flush: true }))).toBe('ENOSPC');
      expect(face.openDescriptors()).toBe(0);
      drop(disk);
      expect(readAtRest(disk, '/d/a')?.toString()).toBe(operation === 'close' ? 'new' : 'old');
    }
  });

  it('lies at fsync: ok is said, nothing is durable until a true one', () => {
    const { fs, disk, heal } = scene({ effect: { kind: 'syncLies' } });
    fs.appendFileSync('/d/a', ' and new', { flush: true });
    expect(heal()).toEqual({ syncsLied: 1 });
    drop(disk);
    expect(fs.readFileSync('/d/a', 'utf8')).toBe('old');
    fs.appendFileSync('/d/a', ' and new', { flush: true });
    drop(disk);
    expect(fs.readFileSync('/d/a', 'utf8')).toBe('old and new');
  });

  it('fails fsync once and drops the pages: the next says ok, and they are lost', () => {
    const { fs, disk, heal } = scene({ effect: { kind: 'syncFailsOnce' } });
    const fd = fs.openSync('/d/a', 'a');
    fs.writeSync(fd, ' and new');
    expect(codeOf(() => fs.fsyncSync(fd))).toBe('EIO');
    expect(codeOf(() => fs.fsyncSync(fd))).toBe('ok');
    expect(fs.readFileSync('/d/a', 'utf8')).toBe('old and new');
    fs.closeSync(fd);
    drop(disk);
    expect(fs.readFileSync('/d/a', 'utf8')).toBe('old');
    expect(heal()).toEqual({ callsFailed: 1 });
  });

  it('cuts writes short; whoever writes on has it all in the end', () => {
    const { fs, heal } = scene({ effect: { kind: 'shortWrite', bytes: 2 } });
    const fd = fs.openSync('/d/a', 'w');
    expect(fs.writeSync(fd, 'abcde')).toBe(2);
    fs.closeSync(fd);
    expect(fs.readFileSync('/d/a', 'utf8')).toBe('ab');
    fs.writeFileSync('/d/a', 'abcde');
    expect(fs.readFileSync('/d/a', 'utf8')).toBe('abcde');
    expect(heal()).toEqual({ writesCut: 3 });
  });

  it('slows calls by its delay, and counts the time', async () => {
    const { host, promises, heal } = scene({
      operations: ['fsync'],
      effect: { kind: 'slow', delayMs: 700 },
    });
    const before = host.nowMs();
    await runToEnd(host, promises.writeFile('/d/a', 'x', { flush: true }));
    expect(host.nowMs() - before).toBeGreaterThanOrEqual(700);
    expect(heal()).toEqual({ callsSlowed: 1, delayMs: 700 });
  });

  it('holds fsync until the heal; other calls go on meanwhile', async () => {
    const { host, promises, heal, disk } = scene({
      operations: ['fsync'],
      effect: { kind: 'stuck' },
    });
    const seen: string[] = [];
    const running = promises.writeFile('/d/a', 'new', { flush: true }).then(() => seen.push('w'));
    await runToEnd(
      host,
      promises.readFile('/d/a', 'utf8').then((text) => {
        seen.push(text);
      }),
    );
    await host.advance(host.nowMs() + 60_000);
    expect(seen).not.toContain('w');
    drop(disk);
    expect(heal()).toEqual({ callsStuck: 1 });
    await host.advance();
    await running;
    expect(seen).toContain('w');
  });

  it('cannot hold a synchronous call, and says so', () => {
    const { fs } = scene({ operations: ['fsync'], effect: { kind: 'stuck' } });
    expect(() => fs.writeFileSync('/d/a', 'x', { flush: true })).toThrow('stuck synchronous fsync');
  });

  it('serves what a file was when it came, to readers of one host only', () => {
    const disk = new Disk();
    putAtRest(disk, '/d/a', 'old');
    const one = bootFace(disk, createManualHost(), 'one').fs;
    const other = bootFace(disk, createManualHost(), 'other').fs;
    const heal = putRule(disk, { path: '/d', host: 'one', effect: { kind: 'staleRead' } });
    other.writeFileSync('/d/a', 'newer');
    expect(one.readFileSync('/d/a', 'utf8')).toBe('old');
    expect(other.readFileSync('/d/a', 'utf8')).toBe('newer');
    const fd = one.openSync('/d/a', 'r+');
    expect(one.readFileSync(fd, 'utf8')).toBe('newer');
    one.closeSync(fd);
    expect(heal()).toEqual({ readsStale: 1 });
    expect(one.readFileSync('/d/a', 'utf8')).toBe('newer');
  });

  it('counts nothing where nothing was touched', () => {
    const { fs, heal } = scene({ path: '/other', effect: { kind: 'fail', code: 'EIO' } });
    fs.readFileSync('/d/a');
    expect(heal()).toEqual({});
  });

  it('is healed alone: another on the same call stays', () => {
    const { disk, fs, heal } = scene({
      operations: ['stat'],
      effect: { kind: 'fail', code: 'EIO' },
    });
    const other = putRule(disk, { operations: ['stat'], effect: { kind: 'fail', code: 'EACCES' } });
    expect(codeOf(() => fs.statSync('/d/a'))).toBe('EIO');
    heal();
    expect(codeOf(() => fs.statSync('/d/a'))).toBe('EACCES');
    other();
    expect(codeOf(() => fs.statSync('/d/a'))).toBe('ok');
  });
});
