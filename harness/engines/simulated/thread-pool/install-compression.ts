import type { Life } from '../host/life.ts';
import { runningLife } from '../kernel/running-life.ts';
import { internalBinding } from '../network/node-internals.ts';

/** Node's native compressor, as its streams drive it. */
interface Compressor {
  onerror?: (...args: unknown[]) => void;
  init(...args: unknown[]): unknown;
  write(...args: unknown[]): unknown;
  writeSync(...args: unknown[]): unknown;
  close(): unknown;
}

const classes = ['Zlib', 'BrotliEncoder', 'BrotliDecoder', 'ZstdCompress', 'ZstdDecompress'];

const callbacks = new WeakMap<Compressor, (this: Compressor) => void>();
const closed = new WeakSet<Compressor>();

/** The native write, at once, and its callback unless it failed: then `onerror` was called. */
const writeNow = (compressor: Compressor, args: unknown[]): void => {
  if (closed.has(compressor)) return;
  const { onerror } = compressor;
  let failed = false;
  compressor.onerror = (...error) => {
    failed = true;
    onerror?.apply(compressor, error);
  };
  compressor.writeSync(...args);
  if (onerror !== undefined) compressor.onerror = onerror;
  if (!failed) callbacks.get(compressor)?.call(compressor);
};

const schedule = (life: Life, compressor: Compressor, args: unknown[]): void => {
  life.world.kernel.after(0, life, () => writeNow(compressor, args));
};

const patchClass = (prototype: Compressor): void => {
  const { init, write, close } = prototype;
  prototype.init = function initialise(this: Compressor, ...args) {
    const callback = args.find((argument) => typeof argument === 'function');
    // The one function among the arguments is called after each write.
    if (callback !== undefined) callbacks.set(this, callback as (this: Compressor) => void);
    return init.apply(this, args);
  };
  prototype.write = function writeLater(this: Compressor, ...args) {
    const life = runningLife();
    if (life === null) return write.apply(this, args);
    schedule(life, this, args);
    return undefined;
  };
  prototype.close = function closeHandle(this: Compressor) {
    closed.add(this);
    return close.call(this);
  };
};

/**
 * Compresses on the loop instead of in the thread pool, whose answers come at a real time: streams,
 * callbacks and the decoding of `fetch`. Called once per process.
 */
export const installCompression = (): void => {
  const binding = internalBinding('zlib');
  for (const name of classes) {
    const found = binding[name] as { readonly prototype: Compressor } | undefined;
    if (found !== undefined) patchClass(found.prototype);
  }
};
