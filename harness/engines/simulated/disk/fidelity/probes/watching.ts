import type { Probe, ProbeScene, Probes } from '../probe.ts';

const settled = 30;

/** Watches, acts step by step, and notes the events that came. */
const watching =
  (target: string, act: readonly ((scene: ProbeScene) => void)[], prepare?: Probe): Probe =>
  async (scene) => {
    const { fs, at, see, until } = scene;
    await prepare?.(scene);
    const seen: string[] = [];
    const watcher = fs.watch(at(target), (event, name) => seen.push(`${event} ${name}`));
    for (const step of act) {
      step(scene);
      let quiet = 0;
      let known = -1;
      // Until no event has come for a while.
      await until(() => {
        quiet = seen.length === known ? quiet + 1 : 0;
        known = seen.length;
        return quiet > settled;
      });
      see(seen.splice(0));
    }
    const closed = new Promise((resolve) => watcher.on('close', resolve));
    watcher.close();
    await closed;
  };

const file: Probe = ({ fs, at }) => fs.writeFileSync(at('file'), 'text');

/** What `watch` tells. */
export const watchers: Probes = {
  'a watched folder': watching('', [
    ({ fs, at }) => fs.writeFileSync(at('new'), 'text'),
    ({ fs, at }) => fs.appendFileSync(at('new'), 'more'),
    ({ fs, at }) => fs.renameSync(at('new'), at('moved')),
    ({ fs, at }) => fs.unlinkSync(at('moved')),
    ({ fs, at }) => fs.mkdirSync(at('folder')),
    ({ fs, at }) => fs.rmdirSync(at('folder')),
  ]),
  'a watched file': watching(
    'file',
    [
      ({ fs, at }) => fs.appendFileSync(at('file'), 'more'),
      ({ fs, at }) => fs.chmodSync(at('file'), 0o600),
      ({ fs, at }) => fs.renameSync(at('file'), at('other')),
    ],
    file,
  ),
  'a watched file that is removed': watching(
    'file',
    [({ fs, at }) => fs.unlinkSync(at('file'))],
    file,
  ),
  'a file replaced by a rename': watching(
    '',
    [
      ({ fs, at }) => fs.writeFileSync(at('file.tmp'), 'new'),
      ({ fs, at }) => fs.renameSync(at('file.tmp'), at('file')),
    ],
    file,
  ),
  'watching what is not there': async ({ fs, promises, at, attempt }) => {
    await attempt('watch', () => fs.watch(at('none')));
    await attempt('promise', () => promises.watch(at('none'))[Symbol.asyncIterator]?.().next());
  },
  'events as an iterable, until aborted': async ({ fs, promises, at, see }) => {
    const stop = new AbortController();
    const events = promises.watch(at(''), { signal: stop.signal })[Symbol.asyncIterator]?.();
    const first = events?.next();
    fs.mkdirSync(at('new'));
    see((await first)?.value);
    stop.abort();
    see(await Promise.resolve(events?.next()).catch((error: Error) => error.name));
  },
};
