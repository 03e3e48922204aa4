import { expect, test } from 'vitest';
import { createLogger } from '../logging/create-logger.ts';
import { createMemoryLog } from '../logging/memory-log.ts';
import { countEvents } from './count-events.ts';
import { createTally, type Tally } from './tally.ts';

const samplesOf = (tally: Tally, name: string) => {
  const family = tally.families().find((one) => one.name === name);
  return family?.type === 'counter' ? family.samples : undefined;
};

test('B5: retries, failovers and checkpoints are counted as they are logged', () => {
  const tally = createTally();
  const memory = createMemoryLog();
  const log = countEvents(memory, tally);
  for (const attempt of [1, 2, 3]) log.warn({ event: 'retry', route: 'core', attempt }, 'again');
  log.warn({ event: 'failover', route: 'core', trigger: 'error', key: 'k' }, 'over');
  log.warn({ event: 'failover', route: 'core', trigger: 'state', key: 'l' }, 'over');
  log.info({ event: 'checkpoint', part: 'journal', ok: true, ms: 3 }, 'written');
  log.info({ event: 'started', port: 1 }, 'counts nothing');
  log.error({ err: new Error('x') }, 'counts nothing');
  expect(samplesOf(tally, 'call_retries_total')).toEqual([{ labels: { route: 'core' }, value: 3 }]);
  expect(samplesOf(tally, 'call_failovers_total')).toEqual([
    { labels: { route: 'core', trigger: 'error' }, value: 1 },
    { labels: { route: 'core', trigger: 'state' }, value: 1 },
  ]);
  expect(samplesOf(tally, 'checkpoints_total')).toEqual([
    { labels: { part: 'journal', ok: 'true' }, value: 1 },
  ]);
  expect(memory.entries).toHaveLength(8);
});

test('B5: a silent log counts as well', () => {
  const tally = createTally();
  const log = countEvents(createLogger('web', { level: 'silent' }), tally);
  log.info({ event: 'redelivery', key: 'k' }, 'later');
  expect(samplesOf(tally, 'redeliveries_total')).toEqual([{ labels: {}, value: 1 }]);
});
