import type { Probes } from '../probe.ts';

/** Reading and writing whole files, in all three forms. */
export const wholeFiles: Probes = {
  'writeFile and readFile, synchronous': ({ fs, at, see }) => {
    fs.writeFileSync(at('a'), 'hällo');
    see(fs.readFileSync(at('a'), 'utf8'), fs.readFileSync(at('a')), fs.statSync(at('a')));
  },
  'writeFile and readFile, promises': async ({ promises, at, attempt }) => {
    await attempt('write', () => promises.writeFile(at('a'), 'one'));
    await attempt('read', () => promises.readFile(at('a'), { encoding: 'utf8' }));
    await attempt('hex', () => promises.readFile(at('a'), 'hex'));
    await attempt('bytes', () => promises.readFile(at('a')));
  },
  'writeFile and readFile, callbacks': async ({ fs, at, callback }) => {
    await callback('write', (done) => fs.writeFile(at('a'), Buffer.from('cb'), done));
    await callback('read', (done) => fs.readFile(at('a'), 'utf8', done));
    await callback('append', (done) => fs.appendFile(at('a'), '+', done));
    await callback('read', (done) => fs.readFile(at('a'), done));
  },
  'writeFile cuts what was longer': ({ fs, at, see }) => {
    fs.writeFileSync(at('a'), 'longer text');
    fs.writeFileSync(at('a'), 'short');
    see(fs.readFileSync(at('a'), 'utf8'));
  },
  'readFile of what is not there': async ({ fs, promises, at, attempt, callback }) => {
    await attempt('sync', () => fs.readFileSync(at('none')));
    await attempt('promise', () => promises.readFile(at('none'), 'utf8'));
    await callback('callback', (done) => fs.readFile(at('none'), done));
  },
  'readFile of a folder': async ({ fs, promises, at, attempt, callback }) => {
    fs.mkdirSync(at('folder'));
    await attempt('sync', () => fs.readFileSync(at('folder')));
    await attempt('sync text', () => fs.readFileSync(at('folder'), 'utf8'));
    await attempt('promise', () => promises.readFile(at('folder')));
    await callback('callback', (done) => fs.readFile(at('folder'), done));
  },
  'writeFile to a folder, and below a file': async ({ fs, promises, at, attempt }) => {
    fs.mkdirSync(at('folder'));
    fs.writeFileSync(at('file'), '');
    await attempt('folder', () => fs.writeFileSync(at('folder'), 'x'));
    await attempt('folder', () => promises.writeFile(at('folder'), 'x'));
    await attempt('below a file', () => fs.writeFileSync(at('file/x'), 'x'));
    await attempt('missing folder', () => promises.writeFile(at('none/x'), 'x'));
    await attempt('new with a slash', () => fs.writeFileSync(at('new/'), 'x'));
  },
  'appendFile makes and extends': async ({ fs, promises, at, attempt }) => {
    await attempt('first', () => promises.appendFile(at('log'), 'a\n'));
    await attempt('second', () => fs.appendFileSync(at('log'), 'b\n'));
    await attempt('flag', () => fs.writeFileSync(at('log'), 'c\n', { flag: 'a' }));
    await attempt('read', () => fs.readFileSync(at('log'), 'utf8'));
  },
  'exclusive creation is a lock': async ({ fs, promises, at, attempt }) => {
    await attempt('first', () => promises.writeFile(at('lock'), '1', { flag: 'wx' }));
    await attempt('second', () => promises.writeFile(at('lock'), '2', { flag: 'wx' }));
    await attempt('third', () => fs.openSync(at('lock'), 'ax'));
    await attempt('content', () => fs.readFileSync(at('lock'), 'utf8'));
  },
  'writeFile with mode and flush': async ({ fs, promises, at, attempt }) => {
    await attempt('write', () => promises.writeFile(at('a'), 'x', { mode: 0o600, flush: true }));
    await attempt('stat', () => fs.statSync(at('a')));
    await attempt('sync', () => fs.writeFileSync(at('b'), 'x', { mode: '640', flush: true }));
    await attempt('stat', () => fs.statSync(at('b')));
  },
  'an aborted signal ends readFile and writeFile': async ({ promises, at, attempt, fs }) => {
    const signal = AbortSignal.abort();
    await attempt('write', () => promises.writeFile(at('a'), 'x', { signal }));
    await attempt('there', () => fs.existsSync(at('a')));
    fs.writeFileSync(at('a'), 'y');
    await attempt('read', () => promises.readFile(at('a'), { signal }));
  },
  'paths as bytes and URLs': async ({ fs, promises, at, attempt }) => {
    const url = new URL(`file://${at('with space').replaceAll(' ', '%20')}`);
    await attempt('write', () => promises.writeFile(url, 'u'));
    await attempt('read', () => fs.readFileSync(Buffer.from(at('with space')), 'utf8'));
    await attempt('missing', () => promises.stat(new URL(`${url.href}x`)));
    await attempt('bytes', () => fs.statSync(Buffer.from(at('none'))));
  },
  'data that cannot be written': async ({ fs, promises, at, attempt }) => {
    for (const data of [null, undefined, 5, {}, Symbol.iterator]) {
      await attempt('sync', () => fs.writeFileSync(at('a'), data as unknown as string));
    }
    await attempt('promise', () => promises.writeFile(at('a'), 7 as unknown as string));
    await attempt('there', () => fs.existsSync(at('a')));
    await attempt('array', () => fs.writeFileSync(at('a'), new Uint16Array([65, 66])));
    await attempt('read', () => fs.readFileSync(at('a')));
  },
  'a large file comes back whole': async ({ fs, promises, at, see }) => {
    const bytes = Buffer.alloc(1_300_000, 'abcdefg');
    await promises.writeFile(at('large'), bytes);
    see((await promises.readFile(at('large'))).equals(bytes));
    see(fs.readFileSync(at('large')).equals(bytes));
    await new Promise<void>((resolve) =>
      fs.readFile(at('large'), (error, read) => {
        see(error, read.equals(bytes));
        resolve();
      }),
    );
  },
  'a copy that fails takes its destination with it': async ({ fs, promises, at, attempt }) => {
    fs.mkdirSync(at('folder'));
    fs.writeFileSync(at('there'), 'content');
    await attempt('over a file', () => promises.copyFile(at('folder'), at('there')));
    await attempt('new', () => promises.copyFile(at('folder'), at('new')));
    await attempt('left', () => fs.readdirSync(at('')));
  },
  'a copy takes the mode along': async ({ fs, at, attempt }) => {
    fs.writeFileSync(at('a'), 'A', { mode: 0o640 });
    fs.writeFileSync(at('b'), 'longer', { mode: 0o600 });
    await attempt('copy', () => fs.copyFileSync(at('a'), at('b')));
    await attempt('stat', () => fs.statSync(at('b')));
  },
  copyFile: async ({ fs, promises, at, attempt }) => {
    fs.writeFileSync(at('a'), 'content', { mode: 0o640 });
    fs.mkdirSync(at('folder'));
    await attempt('copy', () => promises.copyFile(at('a'), at('b')));
    await attempt('read', () => fs.readFileSync(at('b'), 'utf8'));
    await attempt('stat', () => fs.statSync(at('b')));
    await attempt('excl', () => fs.copyFileSync(at('a'), at('b'), fs.constants.COPYFILE_EXCL));
    await attempt('missing', () => promises.copyFile(at('none'), at('c')));
    await attempt('folder', () => fs.copyFileSync(at('folder'), at('c')));
    await attempt('into folder', () => fs.copyFileSync(at('a'), at('folder')));
    await attempt('no parent', () => fs.copyFileSync(at('a'), at('none/c')));
    await attempt('over itself', () => fs.copyFileSync(at('a'), at('a')));
    await attempt('read', () => fs.readFileSync(at('a'), 'utf8'));
  },
};
