import { pipeline } from 'node:stream/promises';
import type { Probe, Probes } from '../probe.ts';

const events =
  (kind: 'createReadStream' | 'createWriteStream', name: string): Probe =>
  async ({ fs, at, see }) => {
    const stream = fs[kind](at(name));
    const closed = new Promise((resolve) => stream.on('close', resolve));
    for (const event of ['open', 'ready', 'end', 'finish', 'close', 'error']) {
      stream.on(event, (value) => see(event, value instanceof Error ? value : ''));
    }
    if (kind === 'createReadStream') stream.on('data', (data) => see('data', data));
    else (stream as ReturnType<typeof fs.createWriteStream>).end('text');
    await closed;
  };

/** Streams over files, and what watchers tell. */
export const streams: Probes = {
  'events of a write stream': events('createWriteStream', 'a'),
  'events of a write stream without a folder': events('createWriteStream', 'none/a'),
  'events of a read stream without a file': events('createReadStream', 'none'),
  'events of a read stream': async (scene) => {
    scene.fs.writeFileSync(scene.at('a'), 'content');
    await events('createReadStream', 'a')(scene);
  },
  'a read stream in small pieces': async ({ fs, at, see }) => {
    fs.writeFileSync(at('a'), '0123456789');
    const options = { highWaterMark: 4, encoding: 'utf8', start: 1 } as const;
    for await (const piece of fs.createReadStream(at('a'), options)) see(piece);
  },
  'a write stream at a position, and appending': async ({ fs, at, see }) => {
    fs.writeFileSync(at('a'), '0123456789');
    for (const options of [{ flags: 'r+', start: 3 }, { flags: 'a' }] as const) {
      const stream = fs.createWriteStream(at('a'), options);
      stream.end('xy');
      await new Promise((resolve) => stream.on('close', resolve));
      see(fs.readFileSync(at('a'), 'utf8'), stream.bytesWritten);
    }
  },
  'many lines through a pipeline': async ({ fs, at, see }) => {
    const writer = fs.createWriteStream(at('a'));
    for (let line = 0; line < 2000; line++) writer.write(`line ${line}\n`);
    writer.end();
    await new Promise((resolve) => writer.on('close', resolve));
    await pipeline(fs.createReadStream(at('a')), fs.createWriteStream(at('b')));
    see(fs.readFileSync(at('b')).equals(fs.readFileSync(at('a'))), fs.statSync(at('b')).size);
  },
  'a destroyed read stream': async ({ fs, at, see }) => {
    fs.writeFileSync(at('a'), 'x'.repeat(300_000));
    const stream = fs.createReadStream(at('a'));
    const seen = new Promise((resolve) => stream.on('close', resolve));
    stream.on('error', (error) => see(error.message));
    stream.once('data', () => stream.destroy(new Error('enough')));
    await seen;
    see(stream.bytesRead);
  },
};

/** Folders read one by one, copied whole, and searched. */
export const trees: Probes = {
  opendir: async ({ fs, promises, at, attempt, see }) => {
    fs.writeFileSync(at('a'), '');
    fs.mkdirSync(at('b'));
    const found: string[] = [];
    for await (const entry of await promises.opendir(at(''))) {
      found.push(`${entry.name} ${entry.isDirectory()}`);
    }
    see(found.sort());
    const folder = fs.opendirSync(at('b'));
    see(folder.readSync(), folder.path);
    folder.closeSync();
    await attempt('closed', () => folder.readSync());
    await attempt('missing', () => fs.opendirSync(at('none')));
    await attempt('missing', () => promises.opendir(at('none')));
    await attempt('file', () => promises.opendir(at('a')));
  },
  cp: async ({ fs, promises, at, attempt, see }) => {
    fs.mkdirSync(at('from/deep'), { recursive: true });
    fs.writeFileSync(at('from/deep/a'), 'A');
    fs.writeFileSync(at('from/b'), 'B');
    await attempt('folder', () => promises.cp(at('from'), at('to')));
    await attempt('folder', () => fs.cpSync(at('from'), at('to')));
    await attempt('missing', () => promises.cp(at('none'), at('to')));
    await attempt('tree', () => promises.cp(at('from'), at('to'), { recursive: true }));
    see(fs.readdirSync(at('to'), { recursive: true }), fs.readFileSync(at('to/deep/a'), 'utf8'));
    fs.writeFileSync(at('from/b'), 'changed');
    const careful = { recursive: true, force: false };
    await attempt('careful', () => promises.cp(at('from'), at('to'), careful));
    see(fs.readFileSync(at('to/b'), 'utf8'));
    await attempt('strict', () =>
      promises.cp(at('from/b'), at('to/b'), { force: false, errorOnExist: true }),
    );
  },
  glob: async ({ fs, promises, at, see }) => {
    fs.mkdirSync(at('x/y'), { recursive: true });
    for (const name of ['a.ts', 'b.js', 'x/c.ts', 'x/y/d.ts']) fs.writeFileSync(at(name), '');
    const cwd = at('');
    see([...fs.globSync('**/*.ts', { cwd })].sort(), [...fs.globSync('*.ts', { cwd })].sort());
    const found: string[] = [];
    for await (const path of promises.glob('x/**', { cwd })) found.push(path);
    see(found.sort());
  },
};
