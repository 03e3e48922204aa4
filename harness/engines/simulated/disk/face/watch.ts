import { EventEmitter } from 'node:events';
import type { DiskHost } from '../disk-host.ts';
import { abortError } from './abort.ts';
import { toOptions, toPath } from './arguments.ts';
import type { FaceContext } from './call-table.ts';
import { encodeName } from './encode-name.ts';
import { type WatchEvent, watchPath } from './watch-events.ts';

/** What watchers need, and where they are known so that a process's end ends them. */
export interface WatchParts {
  readonly host: DiskHost;
  readonly context: FaceContext;
  readonly running: Set<() => void>;
}

const isSame = (one: WatchEvent | undefined, other: WatchEvent): boolean =>
  one?.cause === other.cause && one.filename === other.filename;

/** Collects events as inotify does: those not yet read that repeat the last are merged. */
const collect = (host: DiskHost, deliver: (event: WatchEvent) => void) => {
  let unread: WatchEvent[] = [];
  return (event: WatchEvent): void => {
    if (isSame(unread.at(-1), event)) return;
    unread.push(event);
    if (unread.length > 1) return;
    host.later(host.costMs('watch'), () => {
      const all = unread;
      unread = [];
      for (const each of all) deliver(each);
    });
  };
};

/** What `fs.watch` gives. */
export class FSWatcher extends EventEmitter {
  readonly #host: DiskHost;
  #stop: (() => void) | undefined;
  #release: (() => void) | undefined;

  constructor(host: DiskHost, stop: () => void) {
    super();
    this.#host = host;
    this.#stop = stop;
    this.ref();
  }

  close(): void {
    if (this.#stop === undefined) return;
    this.#stop();
    this.#stop = undefined;
    this.unref();
    this.#host.later(0, () => this.emit('close'));
  }

  get isClosed(): boolean {
    return this.#stop === undefined;
  }

  ref(): this {
    if (!this.isClosed) this.#release ??= this.#host.hold?.();
    return this;
  }

  unref(): this {
    this.#release?.();
    this.#release = undefined;
    return this;
  }
}

/** `fs.watch`. */
export const watch = (
  { host, context, running }: WatchParts,
  path: unknown,
  ...rest: readonly unknown[]
): FSWatcher => {
  const listener = rest.find((each) => typeof each === 'function');
  const { recursive, encoding, signal } = toOptions(rest[0]);
  const deliver = collect(host, ({ eventType, filename }) => {
    if (!watcher.isClosed) watcher.emit('change', eventType, encodeName(filename, encoding));
  });
  const how = { recursive: recursive === true, tell: deliver };
  const stopListening = watchPath(context, toPath(path, 'filename'), how);
  const stop = () => {
    stopListening();
    running.delete(stop);
  };
  running.add(stop);
  const watcher = new FSWatcher(host, stop);
  // It was found to be a function.
  if (listener !== undefined) watcher.on('change', listener as (...args: unknown[]) => void);
  if (signal instanceof AbortSignal) {
    if (signal.aborted) host.later(0, () => watcher.close());
    else signal.addEventListener('abort', () => watcher.close(), { once: true });
  }
  return watcher;
};

/** `fs/promises.watch`: the events as they come, until the signal or a `break`. */
export async function* watchEvents(
  { host, context, running }: WatchParts,
  path: unknown,
  options: unknown,
): AsyncGenerator<{ eventType: string; filename: string | Buffer }> {
  const { recursive, encoding, signal } = toOptions(options);
  const unread: WatchEvent[] = [];
  let wake = (): void => {};
  const known = signal instanceof AbortSignal ? signal : undefined;
  if (known?.aborted) throw abortError(known);
  const tell = collect(host, (event) => {
    unread.push(event);
    wake();
  });
  const how = { recursive: recursive === true, tell };
  const stop = watchPath(context, toPath(path, 'filename'), how);
  running.add(stop);
  const release = host.hold?.();
  known?.addEventListener('abort', () => wake(), { once: true });
  try {
    for (;;) {
      const event = unread.shift();
      if (known?.aborted) throw abortError(known);
      if (event !== undefined) {
        const { eventType, filename } = event;
        yield Object.assign(Object.create(null), {
          eventType,
          filename: encodeName(filename, encoding),
        });
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stop();
    running.delete(stop);
    release?.();
  }
}
