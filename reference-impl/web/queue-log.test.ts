import { install } from '@sinonjs/fake-timers';
import { expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createQueueLog } from './queue-log.ts';

test('counts are logged when they changed, at most once in the given time', () => {
  const time = install({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const log = createMemoryLog();
    const counts = { pending: 0, inFlight: 0, answered: 0, dead: 0 };
    const queueLog = createQueueLog({ queue: { counts: () => counts }, log, everyMs: 100 });
    for (counts.pending = 1; counts.pending < 5; counts.pending += 1) queueLog.changed();
    time.tick(99);
    expect(log.events('queue')).toEqual([]);
    time.tick(1);
    queueLog.changed();
    time.tick(1000);
    expect(log.events('queue').map((fields) => fields.pending)).toEqual([5]);
    counts.pending = 0;
    queueLog.stop();
    expect(log.events('queue').at(-1)).toMatchObject({ pending: 0 });
  } finally {
    time.uninstall();
  }
});
