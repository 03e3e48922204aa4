import type { Probes } from '../probe.ts';

/** Descriptors: positions, flags, what a closed or wrong one answers. */
export const descriptors: Probes = {
  'reads move on, positions do not': ({ fs, at, see }) => {
    fs.writeFileSync(at('a'), '0123456789');
    const fd = fs.openSync(at('a'), 'r');
    const buffer = Buffer.alloc(4, '.');
    see(fs.readSync(fd, buffer), buffer.toString());
    see(fs.readSync(fd, buffer, 0, 2, 8), buffer.toString());
    see(fs.readSync(fd, buffer, 1, 3, null), buffer.toString());
    see(fs.readSync(fd, buffer, { offset: 0, length: 1, position: 9n }), buffer.toString());
    see(fs.readSync(fd, buffer), fs.readSync(fd, buffer), buffer.toString());
    fs.closeSync(fd);
  },
  'writes move on, positions do not': ({ fs, at, see }) => {
    const fd = fs.openSync(at('a'), 'w+');
    see(fs.writeSync(fd, 'abcdef'), fs.writeSync(fd, Buffer.from('XY'), 0, 2, 1));
    see(fs.writeSync(fd, 'gh'), fs.writeSync(fd, 'é', 20, 'latin1'));
    see(fs.readFileSync(at('a')));
    see(fs.readSync(fd, Buffer.alloc(9)));
    fs.closeSync(fd);
  },
  'appending ignores positions': ({ fs, at, see }) => {
    fs.writeFileSync(at('a'), 'start');
    const fd = fs.openSync(at('a'), 'a+');
    see(fs.writeSync(fd, 'END', 0), fs.writeSync(fd, '!'));
    const buffer = Buffer.alloc(20, '.');
    see(fs.readSync(fd, buffer, 0, 20, 0), buffer.toString());
    fs.closeSync(fd);
  },
  'two descriptors of one file': ({ fs, at, see }) => {
    const one = fs.openSync(at('a'), 'a');
    const other = fs.openSync(at('a'), 'a');
    fs.writeSync(one, '1');
    fs.writeSync(other, '2');
    fs.writeSync(one, '3');
    see(fs.readFileSync(at('a'), 'utf8'));
    fs.closeSync(one);
    fs.closeSync(other);
  },
  'a reader may not write, a writer not read': async ({ fs, at, attempt }) => {
    fs.writeFileSync(at('a'), 'x');
    const reader = fs.openSync(at('a'), 'r');
    const writer = fs.openSync(at('a'), 'r+');
    const only = fs.openSync(at('a'), 'a');
    await attempt('write', () => fs.writeSync(reader, 'y'));
    await attempt('read', () => fs.readSync(only, Buffer.alloc(1)));
    await attempt('both', () => fs.writeSync(writer, 'z'));
    await attempt('truncate', () => fs.ftruncateSync(reader, 0));
    for (const fd of [reader, writer, only]) fs.closeSync(fd);
  },
  'descriptors that are none': async ({ fs, attempt, callback }) => {
    const none = 987_654;
    await attempt('close', () => fs.closeSync(none));
    await attempt('fsync', () => fs.fsyncSync(none));
    await attempt('fdatasync', () => fs.fdatasyncSync(none));
    await attempt('fstat', () => fs.fstatSync(none));
    await attempt('ftruncate', () => fs.ftruncateSync(none));
    await attempt('fchmod', () => fs.fchmodSync(none, 0o600));
    await attempt('fchown', () => fs.fchownSync(none, 0, 0));
    await attempt('futimes', () => fs.futimesSync(none, 1, 1));
    await attempt('read', () => fs.readSync(none, Buffer.alloc(1)));
    await attempt('write', () => fs.writeSync(none, 'x'));
    await attempt('readv', () => fs.readvSync(none, [Buffer.alloc(1)]));
    await attempt('writev', () => fs.writevSync(none, [Buffer.alloc(1)]));
    await attempt('readFile', () => fs.readFileSync(none));
    await attempt('text', () => fs.closeSync('1' as unknown as number));
    await attempt('negative', () => fs.closeSync(-1));
    await attempt('broken', () => fs.fstatSync(1.5));
    await callback('close', (done) => fs.close(none, done));
    await callback('read', (done) => fs.read(none, Buffer.alloc(2), 0, 2, 0, (e) => done(e)));
  },
  'a descriptor outlives its name': ({ fs, at, see }) => {
    const fd = fs.openSync(at('a'), 'w+');
    fs.writeSync(fd, 'still');
    fs.unlinkSync(at('a'));
    see(fs.existsSync(at('a')), fs.fstatSync(fd));
    fs.writeSync(fd, ' here');
    const buffer = Buffer.alloc(10);
    see(fs.readSync(fd, buffer, 0, 10, 0), buffer.toString());
    fs.writeFileSync(at('a'), 'another');
    see(fs.fstatSync(fd).size, fs.statSync(at('a')).size);
    fs.closeSync(fd);
  },
  'a descriptor follows a rename': ({ fs, at, see }) => {
    const fd = fs.openSync(at('a'), 'w');
    fs.renameSync(at('a'), at('b'));
    fs.writeSync(fd, 'moved');
    see(fs.readFileSync(at('b'), 'utf8'), fs.existsSync(at('a')));
    fs.closeSync(fd);
  },
  'truncate cuts and extends with zeros': async ({ fs, promises, at, attempt, see }) => {
    fs.writeFileSync(at('a'), 'abcdef');
    fs.truncateSync(at('a'), 3);
    see(fs.readFileSync(at('a')));
    await promises.truncate(at('a'), 5);
    see(fs.readFileSync(at('a')));
    await attempt('missing', () => promises.truncate(at('none')));
    await attempt('folder', () => fs.truncateSync(at('')));
    await attempt('all', () => promises.truncate(at('a')));
    see(fs.statSync(at('a')));
    await attempt('bad length', () => fs.ftruncateSync(3, 'x' as unknown as number));
  },
  'a hole reads as zeros': ({ fs, at, see }) => {
    const fd = fs.openSync(at('a'), 'w');
    fs.writeSync(fd, 'end', 6);
    fs.closeSync(fd);
    see(fs.readFileSync(at('a')));
  },
  'writev and readv': async ({ fs, at, see, callback }) => {
    const fd = fs.openSync(at('a'), 'w+');
    see(fs.writevSync(fd, [Buffer.from('ab'), Buffer.from('cde')]));
    see(fs.writevSync(fd, [Buffer.from('Z')], 1));
    const one = Buffer.alloc(2);
    const other = Buffer.alloc(5, '.');
    see(fs.readvSync(fd, [one, other], 0), one, other);
    await callback('writev', (done) => fs.writev(fd, [Buffer.from('q')], 0, done));
    fs.closeSync(fd);
  },
  'read and write with callbacks': async ({ fs, at, callback }) => {
    let fd = -1;
    await callback('open', (done) =>
      fs.open(at('a'), 'w+', (error, opened) => {
        fd = opened;
        done(error);
      }),
    );
    await callback('write text', (done) => fs.write(fd, 'text', done));
    await callback('write bytes', (done) => fs.write(fd, Buffer.from('bytes'), 1, 3, 4, done));
    await callback('read', (done) => fs.read(fd, Buffer.alloc(3), 0, 3, 0, done));
    await callback('read options', (done) =>
      fs.read(fd, { buffer: Buffer.alloc(2), position: 5 }, done),
    );
    await callback('stat', (done) => fs.fstat(fd, done));
    await callback('sync', (done) => fs.fsync(fd, done));
    await callback('datasync', (done) => fs.fdatasync(fd, done));
    await callback('truncate', (done) => fs.ftruncate(fd, 2, done));
    await callback('close', (done) => fs.close(fd, done));
    await callback('again', (done) => fs.close(fd, done));
  },
  'offsets and lengths out of range': async ({ fs, at, attempt }) => {
    const fd = fs.openSync(at('a'), 'w+');
    await attempt('read length', () => fs.readSync(fd, Buffer.alloc(3), 0, 10, null));
    await attempt('write offset', () => fs.writeSync(fd, Buffer.alloc(3), 5));
    await attempt('write length', () => fs.writeSync(fd, Buffer.alloc(3), 1, 9));
    await attempt('no buffer', () => fs.readSync(fd, 's' as unknown as Buffer));
    await attempt('no data', () => fs.writeSync(fd, {} as unknown as Buffer));
    await attempt('no list', () => fs.writevSync(fd, 's' as unknown as Buffer[]));
    fs.closeSync(fd);
  },
  'flags as numbers and wrong flags': async ({ fs, at, attempt }) => {
    const { O_CREAT, O_WRONLY, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = fs.constants;
    const open =
      (flags: unknown, name = 'a') =>
      () =>
        fs.closeSync(fs.openSync(at(name), flags as string));
    fs.symlinkSync('a', at('link'));
    await attempt('create', open(O_CREAT | O_WRONLY));
    await attempt('exclusive', open(O_CREAT | O_WRONLY | O_EXCL));
    await attempt('exclusive on a link', open(O_CREAT | O_WRONLY | O_EXCL, 'link'));
    await attempt('folder', open(O_RDONLY | O_DIRECTORY));
    await attempt('link', open(O_RDONLY | O_NOFOLLOW, 'link'));
    await attempt('unknown', open('zz'));
    await attempt('broken', open(1.5));
    await attempt('none', open(undefined));
    await attempt('mode', () => fs.openSync(at('a'), 'r', 'xyz'));
  },
  'a folder can be opened and synced': async ({ fs, promises, at, attempt }) => {
    fs.mkdirSync(at('folder'));
    const fd = fs.openSync(at('folder'), 'r');
    await attempt('sync', () => fs.fsyncSync(fd));
    await attempt('read', () => fs.readSync(fd, Buffer.alloc(2)));
    fs.closeSync(fd);
    await attempt('writing', () => fs.openSync(at('folder'), 'r+'));
    const handle = await promises.open(at('folder'));
    await attempt('handle', () => handle.sync());
    await handle.close();
  },
};
