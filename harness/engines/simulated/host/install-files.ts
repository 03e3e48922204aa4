import fs from 'node:fs';
import { runningLife } from '../kernel/running-life.ts';
import { escapeError } from './escape-error.ts';
import { exitSentinel } from './exit-sentinel.ts';
import type { FileSystemCall } from './file-system-face.ts';
import type { Life } from './life.ts';

type Calls = Record<string, FileSystemCall>;

const isDescriptorOfOutput = (value: unknown): value is 1 | 2 => value === 1 || value === 2;

const textOf = (data: unknown): string => {
  if (typeof data === 'string') return data;
  return data instanceof Uint8Array ? Buffer.from(data).toString('utf8') : String(data);
};

/** Loggers write to descriptors 1 and 2 themselves; those are never files here. */
const writeOutput = (life: Life, name: string, args: readonly unknown[]): number | undefined => {
  const [descriptor, data] = args;
  if (!isDescriptorOfOutput(descriptor)) return undefined;
  const text = textOf(data);
  const bytes = Buffer.byteLength(text);
  if (name === 'fsyncSync' || name === 'fdatasyncSync') return 0;
  life.output.writeDescriptor(descriptor, text);
  const callback = args.find((value) => typeof value === 'function') as
    | ((error: null, written: number, data: unknown) => void)
    | undefined;
  if (callback !== undefined) {
    life.world.kernel.after(0, life, () => callback(null, bytes, data));
  }
  return bytes;
};

const toOutput = new Set(['write', 'writeSync', 'fsyncSync', 'fdatasyncSync']);

/** A call that asks the running life's disk, and is Node's own outside. */
const routed = (name: string, real: FileSystemCall, face: 'fs' | 'promises'): FileSystemCall => {
  const label = face === 'fs' ? `fs.${name}` : `fs.promises.${name}`;
  // A constructor of Node's (`ReadStream`, `Stats`) is called with `new`, so no arrow here.
  const route = function route(this: unknown, ...args: never[]): unknown {
    const life = runningLife();
    if (life === null) {
      return new.target === undefined ? real.apply(this, args) : Reflect.construct(real, args);
    }
    if (life.dead) throw exitSentinel;
    if (face === 'fs' && toOutput.has(name)) {
      const written = writeOutput(life, name, args);
      if (written !== undefined) return written;
    }
    const own = life.files?.[face][name];
    if (own === undefined) throw escapeError(life.host.name, label);
    return new.target === undefined ? own.apply(this, args) : Reflect.construct(own, args);
  };
  route.prototype = real.prototype;
  return withExtras(route, real);
};

/** Some calls carry more: `realpath.native`, and symbols that `promisify` looks for. */
const withExtras = (route: FileSystemCall, real: FileSystemCall): FileSystemCall => {
  const {
    prototype,
    name,
    length,
    arguments: _,
    caller,
    ...extras
  } = Object.getOwnPropertyDescriptors(real) as Record<string, PropertyDescriptor>;
  return Object.defineProperties(route, extras);
};

const route = (module: Calls, face: 'fs' | 'promises'): void => {
  for (const [name, real] of Object.entries(module)) {
    if (typeof real !== 'function' || /^[A-Z_]/.test(name)) continue;
    module[name] = routed(name, real, face);
  }
};

/** Shows each life its host's own disk; without one, a file is an escape. Called once per process. */
export const installFiles = (): void => {
  // The modules are looked at by name only.
  const { promises } = fs;
  route(fs as unknown as Calls, 'fs');
  route(promises as unknown as Calls, 'promises');
};
