import crypto from 'node:crypto';
import type { Life } from '../host/life.ts';
import { patch } from '../kernel/patch.ts';
import { runningLife } from '../kernel/running-life.ts';

type RandomCallback<Value> = (error: Error | null, value: Value) => void;

const bytesOf = (view: ArrayBufferView | ArrayBuffer): Uint8Array =>
  view instanceof ArrayBuffer
    ? new Uint8Array(view)
    : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

const fill = (life: Life, bytes: Uint8Array): void => {
  for (let index = 0; index < bytes.length; index++) bytes[index] = life.rng.integer(0, 255);
};

/** A version 4 UUID from a host's stream. */
const uuid = (life: Life): crypto.UUID => {
  const bytes = Buffer.alloc(16);
  fill(life, bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  const at = (from: number, to: number) => hex.slice(from, to);
  return `${at(0, 8)}-${at(8, 12)}-${at(12, 16)}-${at(16, 20)}-${at(20, 32)}` as crypto.UUID;
};

const answer = <Value>(life: Life, value: Value, callback?: RandomCallback<Value>) => {
  if (callback === undefined) return value;
  life.world.kernel.after(0, life, () => callback(null, value));
  return undefined;
};

const randomBytes = (life: Life, size: number, callback?: RandomCallback<Buffer>) => {
  const bytes = Buffer.alloc(size);
  fill(life, bytes);
  return answer(life, bytes, callback);
};

const randomInt = (life: Life, args: readonly unknown[]) => {
  const numbers = args.filter((value) => typeof value === 'number');
  const [min, max] =
    numbers.length === 1 ? [0, numbers[0] ?? 0] : [numbers[0] ?? 0, numbers[1] ?? 0];
  if (!(max > min)) {
    const message = `The value of "max" is out of range. It must be greater than the value of "min"`;
    throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
  }
  const callback = args.find((value) => typeof value === 'function');
  const value = min + Math.floor(life.rng.next() * (max - min));
  return answer(life, value, callback as RandomCallback<number> | undefined);
};

const randomFill = (life: Life, args: readonly unknown[]) => {
  const [view, ...rest] = args as [ArrayBufferView, ...unknown[]];
  const [offset = 0, size] = rest.filter((value) => typeof value === 'number');
  fill(life, bytesOf(view).subarray(offset, size === undefined ? undefined : offset + size));
  const callback = rest.find((value) => typeof value === 'function');
  return answer(life, view, callback as RandomCallback<ArrayBufferView> | undefined);
};

type Call = (...args: never[]) => unknown;

/** A function that asks the running life, and is Node's own outside. */
const routed = (real: Call, inLife: (life: Life, args: readonly unknown[]) => unknown): Call =>
  function route(this: unknown, ...args: readonly unknown[]): unknown {
    const life = runningLife();
    // The arguments are passed on as they came.
    return life === null ? real.apply(this, args as never[]) : inLife(life, args);
  };

/** Makes every source of randomness the host's seeded stream; called once per process. */
export const installRandom = (): void => {
  patch(Math, 'random', (real) => () => runningLife()?.rng.next() ?? real());
  const calls: Record<string, (life: Life, args: readonly unknown[]) => unknown> = {
    randomUUID: uuid,
    randomBytes: (life, [size, callback]) =>
      randomBytes(life, size as number, callback as RandomCallback<Buffer> | undefined),
    pseudoRandomBytes: (life, [size]) => randomBytes(life, size as number),
    randomInt,
    randomFill,
    randomFillSync: (life, args) => randomFill(life, args),
    getRandomValues: (life, args) => randomFill(life, args.slice(0, 1)),
  };
  // The module's object is looked at by name only.
  const module = crypto as unknown as Record<string, Call>;
  for (const [name, inLife] of Object.entries(calls)) {
    const real = module[name];
    // `crypto.getRandomValues` cannot be replaced; it calls the Web Crypto method below.
    if (real !== undefined && name !== 'getRandomValues') module[name] = routed(real, inLife);
  }
  // The Web Crypto object's methods are on its prototype and insist on their receiver.
  const web = Object.getPrototypeOf(globalThis.crypto) as Record<string, Call>;
  for (const name of ['getRandomValues', 'randomUUID']) {
    const [real, inLife] = [web[name], calls[name]];
    if (real !== undefined && inLife !== undefined) web[name] = routed(real, inLife);
  }
};
