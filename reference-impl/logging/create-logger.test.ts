import { expect, test } from 'vitest';
import { createLogger } from './create-logger.ts';

test('an entry is one JSON line with time, level, service, event and message', () => {
  const lines: string[] = [];
  const log = createLogger('web', { sink: { write: (line) => lines.push(line) } });
  log.info({ event: 'started', port: 7 }, 'listening');
  log.debug({ event: 'started' }, 'not written at level info');
  expect(lines).toHaveLength(1);
  const entry = JSON.parse(lines[0] ?? '');
  expect(entry).toMatchObject({
    level: 'info',
    service: 'web',
    event: 'started',
    port: 7,
    msg: 'listening',
  });
  expect(Number.isInteger(entry.time)).toBe(true);
  expect(lines[0]?.endsWith('\n')).toBe(true);
});
