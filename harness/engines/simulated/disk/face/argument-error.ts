import { inspect } from 'node:util';

const received = (value: unknown): string => {
  if (value === undefined || value === null) return ` Received ${value}`;
  if (typeof value === 'function') return ` Received function ${value.name}`;
  if (typeof value === 'object') {
    const name = value.constructor?.name;
    return name ? ` Received an instance of ${name}` : ` Received ${inspect(value, { depth: -1 })}`;
  }
  const text = inspect(value, { colors: false });
  return ` Received type ${typeof value} (${text.length > 28 ? `${text.slice(0, 25)}...` : text})`;
};

const coded = <Made extends Error>(error: Made, code: string): Made =>
  Object.assign(error, { code });

/** Node's error for an argument of a wrong type; `expected` as Node says it. */
export const invalidType = (name: string, expected: string, value: unknown): TypeError =>
  coded(
    new TypeError(`The "${name}" argument must be ${expected}.${received(value)}`),
    'ERR_INVALID_ARG_TYPE',
  );

/** Node's error for an argument with a value that makes no sense. */
export const invalidValue = (name: string, value: unknown, reason = 'is invalid'): TypeError => {
  const text = inspect(value);
  const shown = text.length > 128 ? `${text.slice(0, 128)}...` : text;
  return coded(
    new TypeError(`The argument '${name}' ${reason}. Received ${shown}`),
    'ERR_INVALID_ARG_VALUE',
  );
};

/** Node's error for a number outside of its range. */
export const outOfRange = (name: string, range: string, value: unknown): RangeError =>
  coded(
    new RangeError(
      `The value of "${name}" is out of range. It must be ${range}. Received ${value}`,
    ),
    'ERR_OUT_OF_RANGE',
  );
