import type { Probes } from '../probe.ts';

/** Names: folders, renames, links, removal. */
export const names: Probes = {
  mkdir: async ({ fs, promises, at, attempt }) => {
    await attempt('make', () => fs.mkdirSync(at('a')));
    await attempt('again', () => fs.mkdirSync(at('a')));
    await attempt('again', () => promises.mkdir(at('a')));
    await attempt('no parent', () => promises.mkdir(at('none/a')));
    fs.writeFileSync(at('file'), '');
    await attempt('below a file', () => fs.mkdirSync(at('file/a')));
    await attempt('slash', () => fs.mkdirSync(at('b/')));
    await attempt('mode', () => fs.mkdirSync(at('c'), 0o700));
    await attempt('stat', () => fs.statSync(at('c')));
  },
  'mkdir, recursive': async ({ fs, promises, at, attempt, callback }) => {
    await attempt('deep', () => fs.mkdirSync(at('a/b/c'), { recursive: true }));
    await attempt('again', () => fs.mkdirSync(at('a/b/c'), { recursive: true }));
    await attempt('more', () => promises.mkdir(at('a/b/d/e'), { recursive: true }));
    fs.writeFileSync(at('file'), '');
    await attempt('over a file', () => fs.mkdirSync(at('file'), { recursive: true }));
    await attempt('over a file', () => promises.mkdir(at('file'), { recursive: true }));
    await attempt('below a file', () => promises.mkdir(at('file/x/y'), { recursive: true }));
    await attempt('below a file', () => fs.mkdirSync(at('file/x/y'), { recursive: true }));
    await callback('callback', (done) => fs.mkdir(at('q/r'), { recursive: true }, done));
  },
  readdir: async ({ fs, promises, at, attempt, see }) => {
    for (const name of ['b', 'a', 'Z', 'é', '10', '9']) fs.writeFileSync(at(name), name);
    fs.mkdirSync(at('sub/deep'), { recursive: true });
    fs.writeFileSync(at('sub/x'), '');
    await attempt('names', () => promises.readdir(at('')));
    await attempt('recursive', () => fs.readdirSync(at('.'), { recursive: true }));
    await attempt('recursive', () => promises.readdir(at('sub'), { recursive: true }));
    await attempt('bytes', () => fs.readdirSync(at('sub'), 'buffer'));
    for (const entry of fs.readdirSync(at('sub'), { withFileTypes: true })) {
      see(entry.name, entry.isFile(), entry.isDirectory(), entry.parentPath);
    }
    for (const entry of await promises.readdir(at(''), { withFileTypes: true, recursive: true })) {
      see(entry.name, entry.isDirectory(), entry.parentPath);
    }
    await attempt('file', () => fs.readdirSync(at('a')));
    await attempt('missing', () => promises.readdir(at('none'), { recursive: true }));
  },
  rename: async ({ fs, promises, at, attempt }) => {
    fs.writeFileSync(at('a'), 'A');
    fs.writeFileSync(at('b'), 'B');
    await attempt('over', () => promises.rename(at('a'), at('b')));
    await attempt('read', () => fs.readFileSync(at('b'), 'utf8'));
    await attempt('gone', () => fs.readFileSync(at('a'), 'utf8'));
    await attempt('missing', () => fs.renameSync(at('a'), at('c')));
    await attempt('no parent', () => promises.rename(at('b'), at('none/c')));
    await attempt('itself', () => fs.renameSync(at('b'), at('b')));
    await attempt('list', () => fs.readdirSync(at('')));
  },
  'rename with folders': async ({ fs, promises, at, attempt }) => {
    fs.mkdirSync(at('one/inside'), { recursive: true });
    fs.mkdirSync(at('empty'));
    fs.writeFileSync(at('file'), '');
    await attempt('folder over file', () => fs.renameSync(at('one'), at('file')));
    await attempt('file over folder', () => fs.renameSync(at('file'), at('empty')));
    await attempt('into itself', () => promises.rename(at('one'), at('one/inside/x')));
    await attempt('over a full one', () => fs.renameSync(at('empty'), at('one')));
    await attempt('over an empty one', () => fs.renameSync(at('one'), at('empty')));
    await attempt('list', () => fs.readdirSync(at(''), { recursive: true }));
    await attempt('over its parent', () => fs.renameSync(at('empty/inside'), at('empty')));
  },
  'hard links': async ({ fs, promises, at, attempt }) => {
    fs.writeFileSync(at('a'), 'shared');
    fs.mkdirSync(at('folder'));
    await attempt('link', () => promises.link(at('a'), at('b')));
    await attempt('stat', () => fs.statSync(at('a')));
    fs.appendFileSync(at('b'), '!');
    await attempt('same content', () => fs.readFileSync(at('a'), 'utf8'));
    await attempt('exists', () => fs.linkSync(at('a'), at('b')));
    await attempt('folder', () => fs.linkSync(at('folder'), at('c')));
    await attempt('missing', () => promises.link(at('none'), at('c')));
    fs.unlinkSync(at('a'));
    await attempt('left', () => fs.statSync(at('b')));
    fs.linkSync(at('b'), at('c'));
    await attempt('rename to another link', () => fs.renameSync(at('b'), at('c')));
    await attempt('both are still there', () => fs.readdirSync(at('')));
  },
  'symbolic links': async ({ fs, promises, at, attempt }) => {
    fs.mkdirSync(at('folder'));
    fs.writeFileSync(at('folder/a'), 'A');
    await attempt('link', () => promises.symlink('folder/a', at('to-a')));
    fs.symlinkSync(at('folder'), at('to-folder'));
    fs.symlinkSync('nowhere', at('dangling'));
    fs.symlinkSync('loop', at('loop'));
    await attempt('through', () => fs.readFileSync(at('to-a'), 'utf8'));
    await attempt('through a folder', () => fs.readFileSync(at('to-folder/a'), 'utf8'));
    await attempt('up', () => fs.readdirSync(at('to-folder/..')).length);
    await attempt('readlink', () => promises.readlink(at('to-a')));
    await attempt('lstat', () => fs.lstatSync(at('to-a')));
    await attempt('stat', () => fs.statSync(at('to-folder')));
    await attempt('not a link', () => fs.readlinkSync(at('folder/a')));
    await attempt('dangling', () => fs.readFileSync(at('dangling')));
    await attempt('loop', () => promises.stat(at('loop')));
    await attempt('exists', () => fs.symlinkSync('x', at('to-a')));
    await attempt('write through dangling', () => fs.writeFileSync(at('dangling'), 'now'));
    await attempt('made', () => fs.readFileSync(at('nowhere'), 'utf8'));
    await attempt('realpath', () => fs.realpathSync(at('to-folder/a')));
    await attempt('realpath', () => promises.realpath(at('to-a')));
    await attempt('unlink a link', () => fs.unlinkSync(at('to-folder')));
    await attempt('list', () => fs.readdirSync(at('')));
  },
  'realpath of what is not there': async ({ fs, promises, at, attempt }) => {
    await attempt('sync', () => fs.realpathSync(at('none')));
    await attempt('native', () => fs.realpathSync.native(at('none')));
    await attempt('promise', () => promises.realpath(at('none')));
  },
  'unlink and rmdir': async ({ fs, promises, at, attempt, callback }) => {
    fs.mkdirSync(at('folder/inside'), { recursive: true });
    fs.writeFileSync(at('file'), '');
    await attempt('unlink a folder', () => fs.unlinkSync(at('folder')));
    await attempt('unlink nothing', () => promises.unlink(at('none')));
    await attempt('rmdir a file', () => fs.rmdirSync(at('file')));
    await attempt('rmdir a full one', () => promises.rmdir(at('folder')));
    await attempt('rmdir', () => fs.rmdirSync(at('folder/inside')));
    await attempt('rmdir nothing', () => fs.rmdirSync(at('folder/inside')));
    await callback('unlink', (done) => fs.unlink(at('file'), done));
    await attempt('slash', () => fs.statSync(at('folder/')));
    await attempt('dot', () => fs.rmdirSync(at('folder/.')));
  },
  rm: async ({ fs, promises, at, attempt, callback }) => {
    fs.mkdirSync(at('folder/inside'), { recursive: true });
    fs.writeFileSync(at('folder/inside/file'), '');
    await attempt('missing', () => fs.rmSync(at('none')));
    await attempt('missing', () => promises.rm(at('none')));
    await attempt('forced', () => fs.rmSync(at('none'), { force: true }));
    await attempt('folder', () => fs.rmSync(at('folder')));
    await attempt('folder', () => promises.rm(at('folder')));
    await attempt('below a file', () => fs.rmSync(at('folder/inside/file/x'), { force: true }));
    await callback('tree', (done) => fs.rm(at('folder'), { recursive: true }, done));
    await attempt('list', () => fs.readdirSync(at('')));
  },
  mkdtemp: async ({ fs, promises, at, attempt, see }) => {
    const made = await promises.mkdtemp(at('tmp-'));
    see(made.length - at('tmp-').length, fs.statSync(made));
    await attempt('no parent', () => fs.mkdtempSync(at('none/tmp-')));
    await using own = await promises.mkdtempDisposable(at('own-'));
    fs.writeFileSync(`${own.path}/x`, '');
    await own.remove();
    see(fs.existsSync(own.path));
  },
  'paths that are none': async ({ fs, promises, attempt }) => {
    for (const path of [undefined, null, 5, {}, [], true, 'a\0b']) {
      await attempt('sync', () => fs.statSync(path as unknown as string));
    }
    await attempt('promise', () => promises.stat(undefined as unknown as string));
    await attempt('rename', () => fs.renameSync(1 as unknown as string, 'x'));
    await attempt('rename', () => fs.renameSync('x', 2 as unknown as string));
    await attempt('link', () => fs.linkSync(1 as unknown as string, 'x'));
    await attempt('empty', () => fs.statSync(''));
    await attempt('long', () => fs.statSync(`/${'n'.repeat(300)}`));
    await attempt('URL', () => fs.statSync(new URL('http://localhost/x')));
  },
  'calls without a callback': async ({ fs, at, attempt }) => {
    const stat = fs.stat as unknown as (...args: unknown[]) => void;
    const readFile = fs.readFile as unknown as (...args: unknown[]) => void;
    await attempt('stat', () => stat(at('a')));
    await attempt('readFile', () => readFile(at('a')));
    await attempt('wrong', () => readFile(at('a'), 'utf8', 5));
  },
  'dots and slashes': async ({ fs, at, attempt }) => {
    fs.mkdirSync(at('a/b'), { recursive: true });
    fs.writeFileSync(at('a/file'), 'x');
    await attempt('dots', () => fs.readFileSync(at('a/b/../file'), 'utf8'));
    await attempt('slashes', () => fs.readFileSync(at('a//./file'), 'utf8'));
    await attempt('missing on the way', () => fs.readFileSync(at('a/none/../file'), 'utf8'));
    await attempt('file on the way', () => fs.readFileSync(at('a/file/../file'), 'utf8'));
    await attempt('file with a slash', () => fs.readFileSync(at('a/file/'), 'utf8'));
    await attempt('unlink with a slash', () => fs.unlinkSync(at('a/file/')));
  },
};
