/** Replaces properties of an object; the originals are what the replacement is made from. */
export const patch = <Target extends object, Key extends keyof Target & string>(
  target: Target,
  key: Key,
  make: (original: Target[Key]) => Target[Key],
): void => {
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  Object.defineProperty(target, key, {
    value: make(target[key]),
    writable: true,
    configurable: true,
    enumerable: descriptor?.enumerable ?? true,
  });
};
