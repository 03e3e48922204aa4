import { expect, test } from 'vitest';
import { readSettings } from '../settings/read-settings.ts';
import { namedServices } from './named-services.ts';

const read = (value: string) =>
  readSettings({ DASHBOARD_SERVICES: value }, { DASHBOARD_SERVICES: namedServices() });

test('G27: the services of the dashboard are a list of names and addresses', () => {
  expect(read('mcp=http://127.0.0.1:1, prime = http://prime:80/,').DASHBOARD_SERVICES).toEqual([
    { name: 'mcp', url: 'http://127.0.0.1:1' },
    { name: 'prime', url: 'http://prime:80/' },
  ]);
  expect(read('').DASHBOARD_SERVICES).toEqual([]);
});

test.each(['mcp', 'mcp=', '=http://a', 'mcp=ftp://a', 'mcp=a b', 'a=http://a,a=http://b'])(
  'U8: %s is refused with the key, the value and what is allowed',
  (value) => {
    expect(() => read(value)).toThrow(
      `DASHBOARD_SERVICES is "${value}"; allowed: a list like mcp=http://`,
    );
  },
);
