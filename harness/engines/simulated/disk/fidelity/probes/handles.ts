import type { EventEmitter } from 'node:events';
import type { Probes } from '../probe.ts';

/** File handles of `fs/promises`. */
export const handles: Probes = {
  'a handle reads and writes': async ({ promises, at, see, attempt }) => {
    const handle = await promises.open(at('a'), 'w+');
    see(await handle.write('hello'), await handle.write(Buffer.from('XYZ'), 1, 1, 0));
    see(await handle.writev([Buffer.from('12'), Buffer.from('3')]));
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    see(bytesRead, buffer);
    see((await handle.read({ position: 2 })).bytesRead);
    see(await handle.readv([Buffer.alloc(2), Buffer.alloc(9)], 0));
    await attempt('stat', () => handle.stat());
    await attempt('sync', () => handle.sync());
    await attempt('datasync', () => handle.datasync());
    await attempt('truncate', () => handle.truncate(3));
    await attempt('chmod', () => handle.chmod(0o600));
    await attempt('utimes', () => handle.utimes(1, 1));
    await attempt('stat', () => handle.stat());
    await attempt('close', () => handle.close());
    see(handle.fd);
  },
  'a closed handle': async ({ promises, at, attempt, see }) => {
    const handle = await promises.open(at('a'), 'w');
    // A handle is an emitter, though its type does not say so.
    (handle as unknown as EventEmitter).on('close', () => see('closed'));
    await handle.close();
    await attempt('again', () => handle.close());
    await attempt('read', () => handle.read());
    await attempt('write', () => handle.write('x'));
    await attempt('sync', () => handle.sync());
    await attempt('stat', () => handle.stat());
    await attempt('truncate', () => handle.truncate());
  },
  'whole files through a handle': async ({ promises, at, see, attempt }) => {
    await using handle = await promises.open(at('a'), 'w+');
    await handle.writeFile('one ');
    await handle.appendFile('two ');
    await attempt('iterable', () => handle.writeFile(['three ', 'four']));
    see(await handle.readFile('utf8'));
    see(await promises.readFile(at('a'), 'utf8'));
    await attempt('by the handle', () => promises.writeFile(handle, '!'));
    see((await handle.stat()).size);
  },
  'await using closes': async ({ promises, at, see }) => {
    let kept: { fd: number } | undefined;
    {
      await using handle = await promises.open(at('a'), 'w');
      kept = handle;
      see(handle.fd > 2);
    }
    see(kept.fd);
  },
  'lines of a handle': async ({ fs, promises, at, see }) => {
    fs.writeFileSync(at('a'), 'one\ntwo\r\nthree');
    const handle = await promises.open(at('a'));
    for await (const line of handle.readLines()) see(line);
    see(handle.fd);
  },
  'streams of a handle': async ({ promises, at, see }) => {
    const handle = await promises.open(at('a'), 'w');
    const stream = handle.createWriteStream();
    stream.write('part ');
    stream.end('end');
    await new Promise((resolve) => stream.on('close', resolve));
    see(handle.fd, await promises.readFile(at('a'), 'utf8'));
    const reader = await promises.open(at('a'));
    const pieces: Buffer[] = [];
    for await (const piece of reader.createReadStream({ start: 2, end: 5 })) pieces.push(piece);
    see(Buffer.concat(pieces), reader.fd);
  },
  'wrong use of a handle': async ({ promises, at, attempt, fs }) => {
    await attempt('missing', () => promises.open(at('none')));
    await attempt('flags', () => promises.open(at('a'), 'q'));
    fs.writeFileSync(at('a'), '');
    await using reader = await promises.open(at('a'), 'r');
    await attempt('write', () => reader.write('x'));
    await attempt('writeFile', () => reader.writeFile('x'));
    await attempt('truncate', () => reader.truncate(0));
  },
  'the safe way to replace a file': async ({ promises, at, see }) => {
    await promises.writeFile(at('state'), 'old');
    const handle = await promises.open(at('state.tmp'), 'w');
    await handle.writeFile('new');
    await handle.sync();
    await handle.close();
    await promises.rename(at('state.tmp'), at('state'));
    const folder = await promises.open(at(''), 'r');
    await folder.sync();
    await folder.close();
    see(await promises.readFile(at('state'), 'utf8'), await promises.readdir(at('')));
  },
};
