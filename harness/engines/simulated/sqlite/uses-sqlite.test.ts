import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Stack } from '../../../core/stack.ts';
import { offers } from '../engine/offers.ts';
import { usesSqlite } from './uses-sqlite.ts';

const own = (name: string) => fileURLToPath(new URL(name, import.meta.url));

it('finds node:sqlite behind relative imports, and nowhere else', () => {
  expect(usesSqlite(own('./fixture/keeper.ts'))).toBe(true);
  expect(usesSqlite(own('../fixture/chatter.ts'))).toBe(false);
});

it('says before the run that a power loss inside SQLite is not modelled', () => {
  const service = (role: string, path: string): Stack['services'][number] => ({
    role,
    run: { kind: 'module', path },
    listen: [{ env: 'PORT' }],
    ready: { kind: 'tcp' },
    restart: 'no',
  });
  // Only the services are looked at.
  const stack = {
    services: [service('keeper', own('./fixture/keeper.ts')), service('a', own('./live-bytes.ts'))],
    links: [],
    volumes: {},
  } as unknown as Stack;
  expect(offers(stack, 'power', 'keeper')).toMatchObject({
    lacking: expect.stringContaining('keeper uses node:sqlite'),
  });
  expect(offers(stack, 'power', 'a')).toBe(true);
  expect(offers(stack, 'process', 'keeper')).toBe(true);
});
