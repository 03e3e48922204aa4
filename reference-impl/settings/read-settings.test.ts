import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonShape } from './common-shape.ts';
import { durationMs, flag, httpUrl, optionalHttpUrl, port, text, wholeNumber } from './fields.ts';
import { readSettings } from './read-settings.ts';

test('defaults apply where a variable is missing or empty', () => {
  const settings = readSettings(
    { MAX_RETRIES: '' },
    { MAX_RETRIES: wholeNumber(3), CORE_FALLBACK_ENDPOINT: optionalHttpUrl(), STREAM: flag(true) },
  );
  expect(settings).toEqual({ MAX_RETRIES: 3, CORE_FALLBACK_ENDPOINT: '', STREAM: true });
});

test('given values are parsed to their types', () => {
  const shape = {
    READ_TIMEOUT_MS: durationMs(1),
    PORT: port(),
    CORE: httpUrl(),
    STREAM: flag(true),
  };
  const env = { READ_TIMEOUT_MS: '12.6', PORT: '0', CORE: 'http://127.0.0.1:1', STREAM: '0' };
  expect(readSettings(env, shape)).toEqual({
    READ_TIMEOUT_MS: 13,
    PORT: 0,
    CORE: 'http://127.0.0.1:1',
    STREAM: false,
  });
});

test('a bad value is named with its key, its value and what is allowed', () => {
  const read = () => readSettings({ A_MS: 'soon', B: '-1' }, { A_MS: durationMs(1), B: port(1) });
  expect(read).toThrow('A_MS is "soon"; allowed: a number of milliseconds');
  expect(read).toThrow('B is "-1"; allowed: a TCP port from 0 to 65535');
});

test('a variable that must be set and is not, is named', () => {
  const shape = { CORE_ENDPOINT: httpUrl(), DATA_DIR: text() };
  expect(() => readSettings({}, shape)).toThrow('CORE_ENDPOINT is not set; allowed: an http://');
  expect(() => readSettings({}, shape)).toThrow('DATA_DIR is not set; allowed: any text');
});

test('the common shape names the service and listens on loopback by default', () => {
  expect(readSettings({}, commonShape('web', 80))).toMatchObject({
    SERVICE_NAME: 'web',
    HOST: '127.0.0.1',
    PORT: 80,
  });
  expect(() => readSettings({ LOG_LEVEL: 'loud' }, commonShape('web', 80))).toThrow(
    'LOG_LEVEL is "loud"; allowed: one of trace',
  );
});

test('no text at all is read as a port outside its range', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.integer().map(String)), (value) => {
      let read: number | undefined;
      try {
        read = readSettings({ PORT: value }, { PORT: port() }).PORT;
      } catch (error) {
        expect(String(error)).toContain(`PORT is "${value}"`);
        return;
      }
      expect(read).toBe(Number(value));
      expect(read).toBeGreaterThanOrEqual(0);
      expect(read).toBeLessThanOrEqual(65_535);
    }),
  );
});
