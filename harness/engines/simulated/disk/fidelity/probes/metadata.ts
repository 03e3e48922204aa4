import type { Probes } from '../probe.ts';

/** Rights, times, sizes, and who may ask. */
export const metadata: Probes = {
  'stat in all forms': async ({ fs, promises, at, attempt, callback, see }) => {
    fs.writeFileSync(at('a'), 'hello');
    await attempt('sync', () => fs.statSync(at('a')));
    await attempt('promise', () => promises.stat(at('a')));
    await callback('callback', (done) => fs.stat(at('a'), done));
    await attempt('folder', () => promises.lstat(at('')));
    const big = fs.statSync(at('a'), { bigint: true });
    see(big.size, big.mode, big.isFile(), typeof big.mtimeNs, typeof big.mtimeMs);
    see(fs.statSync(at('a')) instanceof fs.Stats, fs.statSync(at('a')).mtime instanceof Date);
  },
  'stat of what is not there': async ({ fs, promises, at, attempt }) => {
    fs.writeFileSync(at('file'), '');
    await attempt('sync', () => fs.statSync(at('none')));
    await attempt('quiet', () => fs.statSync(at('none'), { throwIfNoEntry: false }));
    await attempt('lstat', () => fs.lstatSync(at('none')));
    await attempt('promise', () => promises.lstat(at('none/deeper')));
    await attempt('below a file', () => promises.stat(at('file/x')));
    await attempt('quiet below a file', () => fs.statSync(at('file/x'), { throwIfNoEntry: false }));
    await attempt('statfs', () => fs.statfsSync(at('none')));
  },
  'exists and access': async ({ fs, promises, at, attempt, see }) => {
    fs.writeFileSync(at('a'), '', { mode: 0o644 });
    see(fs.existsSync(at('a')), fs.existsSync(at('none')), fs.existsSync(''));
    await new Promise<void>((resolve) =>
      fs.exists(at('a'), (is) => {
        see(is);
        resolve();
      }),
    );
    await attempt('access', () => promises.access(at('a')));
    await attempt('write', () => promises.access(at('a'), fs.constants.W_OK));
    await attempt('execute', () => fs.accessSync(at('a'), fs.constants.X_OK));
    await attempt('missing', () => promises.access(at('none')));
    await attempt('missing', () => fs.accessSync(at('none')));
  },
  chmod: async ({ fs, promises, at, attempt }) => {
    fs.writeFileSync(at('a'), '');
    await attempt('chmod', () => promises.chmod(at('a'), 0o600));
    await attempt('stat', () => fs.statSync(at('a')));
    await attempt('text', () => fs.chmodSync(at('a'), '755'));
    await attempt('stat', () => fs.statSync(at('a')));
    await attempt('missing', () => fs.chmodSync(at('none'), 0o600));
    await attempt('wrong', () => fs.chmodSync(at('a'), 'abc'));
  },
  'utimes and chown': async ({ fs, promises, at, attempt, see }) => {
    fs.writeFileSync(at('a'), '');
    await promises.utimes(at('a'), 1000, new Date(2_000_000));
    see(fs.statSync(at('a')).atimeMs, fs.statSync(at('a')).mtimeMs);
    await attempt('missing', () => fs.utimesSync(at('none'), 1, 1));
    await attempt('missing', () => promises.lutimes(at('none'), 1, 1));
    const { uid, gid } = fs.statSync(at('a'));
    await attempt('same owner', () => promises.chown(at('a'), uid, gid));
    await attempt('missing', () => fs.chownSync(at('none'), uid, gid));
    await attempt('missing', () => fs.lchownSync(at('none'), uid, gid));
    await attempt('wrong', () => fs.chownSync(at('a'), 'x' as unknown as number, gid));
  },
  'a write changes the time, a read does not': async ({ fs, at, see }) => {
    fs.writeFileSync(at('a'), '');
    fs.utimesSync(at('a'), 1, 1);
    fs.readFileSync(at('a'));
    see(fs.statSync(at('a')).mtimeMs);
    fs.appendFileSync(at('a'), 'x');
    see(fs.statSync(at('a')).mtimeMs > 1000);
  },
  'inode numbers tell files apart': ({ fs, at, see }) => {
    fs.writeFileSync(at('a'), '');
    const before = fs.statSync(at('a')).ino;
    fs.renameSync(at('a'), at('b'));
    see(fs.statSync(at('b')).ino === before);
    fs.writeFileSync(at('a'), '');
    see(fs.statSync(at('a')).ino === before, fs.statSync(at('a')).dev === fs.statSync(at('')).dev);
  },
  'statfs has its numbers': async ({ promises, at, see }) => {
    const sizes = await promises.statfs(at(''));
    see(sizes.bsize > 0, sizes.blocks >= sizes.bfree, sizes.bfree >= sizes.bavail);
    see(typeof (await promises.statfs(at(''), { bigint: true })).bsize);
  },
  'encodings that are none': async ({ fs, promises, at, attempt }) => {
    fs.writeFileSync(at('a'), 'x');
    await attempt('sync', () => fs.readFileSync(at('a'), 'nope' as BufferEncoding));
    await attempt('promise', () => promises.readFile(at('a'), 'nope' as BufferEncoding));
    await attempt('options', () => fs.readFileSync(at('a'), 5 as unknown as 'utf8'));
    await attempt('write', () => fs.writeFileSync(at('a'), 'x', 'nope' as BufferEncoding));
  },
};
