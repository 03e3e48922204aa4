import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import type { ProbeScene } from '../fidelity/probe.ts';
import { bootFace, runToEnd } from '../fixture/crash-at.ts';
import { createManualHost } from '../fixture/manual-host.ts';
import { putAtRest, putFolderAtRest, readAtRest } from '../model/at-rest.ts';
import { Disk } from '../model/disk.ts';
import { createFileFace, type FileFaceOptions } from './create-file-face.ts';

const fsOf = (options: Partial<FileFaceOptions> = {}) => {
  const host = createManualHost();
  const disk = options.disk ?? new Disk();
  const face = createFileFace({ host, hostName: 'one', disk, ...options });
  // The face offers the names that these tests use.
  return { face, host, disk, fs: face.fs as unknown as ProbeScene['fs'] };
};

const codeOf = (run: () => unknown): unknown => {
  try {
    run();
    return 'ok';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

describe('the files of a life', () => {
  it('see one shared volume at several paths of several hosts', () => {
    const shared = new Disk();
    const one = fsOf({ volumes: [{ path: '/data/queue', disk: shared }] }).fs;
    const other = fsOf({ hostName: 'other', volumes: [{ path: '/mnt', disk: shared }] }).fs;
    one.writeFileSync('/data/queue/a', 'x');
    expect(other.readFileSync('/mnt/a', 'utf8')).toBe('x');
    expect(one.statSync('/data/queue/a').ino).toBe(other.statSync('/mnt/a').ino);
    expect(one.statSync('/data/queue/a').dev).not.toBe(one.statSync('/data').dev);
    expect(codeOf(() => one.renameSync('/data/queue/a', '/data/a'))).toBe('EXDEV');
    expect(codeOf(() => one.linkSync('/data/queue/a', '/a'))).toBe('EXDEV');
    expect(codeOf(() => one.rmdirSync('/data/queue'))).toBe('EBUSY');
    expect(one.readdirSync('/data/queue/..')).toEqual(['queue']);
  });

  it('hear of changes that another host makes in a shared volume', async () => {
    const shared = new Disk();
    const one = fsOf({ volumes: [{ path: '/v', disk: shared }] });
    const other = fsOf({ volumes: [{ path: '/w', disk: shared }] });
    const seen: string[] = [];
    one.fs.watch('/v', (event, name) => seen.push(`${event} ${name}`));
    other.fs.writeFileSync('/w/flag', 'on');
    await one.host.advance();
    expect(seen).toEqual(['rename flag', 'change flag']);
    putAtRest(shared, '/late', 'x');
    await one.host.advance();
    expect(seen.at(-1)).toBe('rename late');
    one.face.close();
    putAtRest(shared, '/later', 'x');
    await one.host.advance();
    expect(seen.at(-1)).toBe('rename late');
  });

  it('hear of what happens deep inside when they ask for it', async () => {
    const { fs, host } = fsOf();
    fs.mkdirSync('/a/b', { recursive: true });
    const seen: string[] = [];
    fs.watch('/a', { recursive: true }, (event, name) => seen.push(`${event} ${name}`));
    fs.writeFileSync('/a/b/file', '');
    fs.mkdirSync('/a/new');
    fs.writeFileSync('/a/new/file', '');
    await host.advance();
    expect(seen).toEqual(['rename b/file', 'rename new', 'rename new/file']);
  });

  it('are refused what their user may not do', () => {
    const disk = new Disk({ uid: 1, gid: 1 });
    putAtRest(disk, '/theirs/secret', 'x');
    putFolderAtRest(disk, '/open');
    const owner = fsOf({ disk, uid: 1, gid: 1 }).fs;
    owner.chmodSync('/theirs/secret', 0o600);
    owner.chmodSync('/open', 0o777);
    const { fs } = fsOf({ disk, uid: 2, gid: 2 });
    expect(codeOf(() => fs.readFileSync('/theirs/secret'))).toBe('EACCES');
    expect(codeOf(() => fs.writeFileSync('/theirs/new', ''))).toBe('EACCES');
    expect(codeOf(() => fs.unlinkSync('/theirs/secret'))).toBe('EACCES');
    expect(codeOf(() => fs.chmodSync('/theirs/secret', 0o777))).toBe('EPERM');
    expect(codeOf(() => fs.accessSync('/theirs/secret', 4))).toBe('EACCES');
    expect(codeOf(() => fs.writeFileSync('/open/new', ''))).toBe('ok');
    owner.chmodSync('/theirs/secret', 0o644);
    expect(codeOf(() => fs.readFileSync('/theirs/secret'))).toBe('ok');
    expect(codeOf(() => fs.openSync('/theirs/secret', 'r+'))).toBe('EACCES');
    expect(codeOf(() => fs.openSync('/theirs/secret', 'w'))).toBe('EACCES');
    owner.chmodSync('/theirs/secret', 0o600);
    owner.chmodSync('/theirs', 0o600);
    expect(codeOf(() => fs.statSync('/theirs/secret'))).toBe('EACCES');
    expect(codeOf(() => fsOf({ disk, uid: 0 }).fs.readFileSync('/theirs/secret'))).toBe('ok');
  });

  it('fill a disk to its last byte, and find room again when something goes', () => {
    const disk = new Disk({ capacityBytes: 10 });
    const { fs } = fsOf({ disk });
    expect(codeOf(() => fs.writeFileSync('/a', '0123456789abc'))).toBe('ENOSPC');
    expect(fs.readFileSync('/a', 'utf8')).toBe('0123456789');
    expect(codeOf(() => fs.appendFileSync('/a', 'x'))).toBe('ENOSPC');
    expect(codeOf(() => fs.writeFileSync('/b', ''))).toBe('ok');
    const fd = fs.openSync('/a', 'r+');
    expect(fs.writeSync(fd, 'over', 0)).toBe(4);
    expect(fs.statfsSync('/')).toMatchObject({ blocks: 0, bfree: 0 });
    fs.unlinkSync('/a');
    expect(codeOf(() => fs.writeFileSync('/b', 'x'))).toBe('ENOSPC');
    fs.closeSync(fd);
    expect(codeOf(() => fs.writeFileSync('/b', '0123456789'))).toBe('ok');
  });

  it('say how much room is left', () => {
    const { fs } = fsOf({ disk: new Disk({ capacityBytes: 40_960 }) });
    fs.writeFileSync('/a', Buffer.alloc(5000));
    expect(fs.statfsSync('/')).toMatchObject({ bsize: 4096, blocks: 10, bfree: 8, bavail: 8 });
  });

  it('meet the rules of the disk that a path is on, also of a volume in a volume', () => {
    const [outer, inner] = [new Disk(), new Disk()];
    const volumes = [
      { path: '/v', disk: outer },
      { path: '/v/w', disk: inner },
    ];
    putFolderAtRest(outer, '/w');
    const { fs } = fsOf({ volumes: [volumes[0] as (typeof volumes)[0]] });
    const both = fsOf({ volumes }).fs;
    outer.rules.add({ path: '/w', effect: { kind: 'fail', code: 'EIO' } });
    expect(codeOf(() => fs.readdirSync('/v/w'))).toBe('EIO');
    expect(codeOf(() => both.mkdirSync('/v/w/x'))).toBe('ok');
    expect([...inner.root.entries.keys()]).toEqual(['x']);
    expect(both.readdirSync('/v')).toEqual(['w']);
  });

  it('move large files in pieces between which a process may die', async () => {
    const { host, face, fs } = fsOf();
    const promises = face.promises as unknown as ProbeScene['promises'];
    const count = (operation: string) =>
      host.events.filter((event) => event.phase === 'begin' && event.operation === operation)
        .length;
    await runToEnd(host, promises.writeFile('/a', Buffer.alloc(1_300_000)));
    expect(count('write')).toBe(3);
    await runToEnd(
      host,
      promises.readFile('/a').then(() => {}),
    );
    expect(count('read')).toBe(3);
    fs.readFileSync('/a');
    expect(count('read')).toBe(4);
  });

  it('run out of descriptors, and have them closed at the end of the life', () => {
    const { fs, face } = fsOf({ descriptorsMost: 2 });
    fs.openSync('/a', 'w');
    const second = fs.openSync('/b', 'w');
    expect(codeOf(() => fs.openSync('/a', 'r'))).toBe('EMFILE');
    fs.closeSync(second);
    expect(fs.openSync('/a', 'r')).toBe(second);
    face.close();
    expect(face.openDescriptors()).toBe(0);
  });

  it('write to standard output what goes to descriptors 1 and 2', async () => {
    const out: string[] = [];
    const output = (fd: number, bytes: Buffer) => out.push(`${fd} ${bytes}`);
    const { fs, host } = fsOf({ output });
    fs.writeSync(1, 'line\n');
    fs.write(2, Buffer.from('oops'), () => out.push('written'));
    await host.advance();
    expect(out).toEqual(['1 line\n', '2 oops', 'written']);
    expect(fs.fstatSync(1).isFIFO()).toBe(true);
    expect(codeOf(() => fs.fsyncSync(1))).toBe('EINVAL');
  });

  it('never answer within the call that asked, and only after its time', async () => {
    const { face, host } = fsOf();
    const { promises } = bootFace(new Disk(), host);
    const order: string[] = [];
    (face.fs as unknown as ProbeScene['fs']).stat('/', () => order.push('callback'));
    promises.stat('/').then(() => order.push('promise'));
    order.push('after the calls');
    await Promise.resolve();
    order.push('after a microtask');
    await host.advance();
    expect(order).toEqual(['after the calls', 'after a microtask', 'callback', 'promise']);
  });

  it('answer in the async context of whoever asked', async () => {
    const { fs, face, host } = fsOf();
    const promises = face.promises as unknown as ProbeScene['promises'];
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    storage.run('callback', () => fs.stat('/', () => seen.push(storage.getStore())));
    storage.run('promise', () => promises.stat('/').then(() => seen.push(storage.getStore())));
    await host.advance();
    expect(seen).toEqual(['callback', 'promise']);
  });

  it('take virtual time, also when they hold up the event loop', async () => {
    const { fs, host, face } = fsOf();
    const before = host.nowMs();
    fs.writeFileSync('/a', 'x', { flush: true });
    const held = host.nowMs() - before;
    expect(held).toBeGreaterThan(2);
    const promises = face.promises as unknown as ProbeScene['promises'];
    await runToEnd(host, promises.writeFile('/b', 'x', { flush: true }));
    expect(host.nowMs() - before).toBeCloseTo(2 * held, 2);
    expect(fs.statSync('/a').mtimeMs).toBeLessThan(fs.statSync('/b').mtimeMs);
  });

  it('throw the name of what they do not support', () => {
    const { face } = fsOf();
    const call = (name: string) => () => (face.fs[name] as () => void)();
    expect(call('watchFile')).toThrow('fs.watchFile');
    expect(call('openAsBlob')).toThrow('fs.openAsBlob');
  });

  it('tell every call before it has an effect, and how it ended', () => {
    const { fs, host, disk } = fsOf();
    const sizes: unknown[] = [];
    host.onCall(() => sizes.push(readAtRest(disk, '/a')?.length));
    fs.writeFileSync('/a', 'abc');
    expect(sizes).toEqual([undefined, 0, 3]);
    codeOf(() => fs.statSync('/none'));
    expect(host.events.at(-1)).toEqual({
      phase: 'end',
      operation: 'stat',
      path: '/none',
      dest: undefined,
      error: 'ENOENT',
    });
  });
});
