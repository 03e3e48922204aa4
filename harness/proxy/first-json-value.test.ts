import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstJsonValue } from './first-json-value.ts';

describe('the first JSON value of a body', () => {
  const container = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));

  it('is read whatever follows it', () => {
    fc.assert(
      fc.property(container, fc.string(), (value, rest) => {
        const text = JSON.stringify(value);
        expect(firstJsonValue(` ${text}${rest}`)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['', '  ', '{', '{"a":', 'x', '{]'])('is refused in %j', (body) => {
    expect(() => firstJsonValue(body)).toThrow(/^bad request body: /);
  });
});
