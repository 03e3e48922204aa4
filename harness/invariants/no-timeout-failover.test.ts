import { test } from 'vitest';
import type { Exchange, History } from '../core/history.ts';
import { noTimeoutFailover } from './no-timeout-failover.ts';
import { expectAgreement } from './testing/agrees.ts';
import type { Naive } from './testing/random-history.ts';

const models = ['core>prime', 'core>groq'];

const naive = ({ events }: History): Naive => {
  const attempts = events.filter((event): event is Exchange => event.type === 'exchange');
  const given = attempts.filter(
    (it) => it.class !== 'answered' && it.endedByCaller && it.callerDied === undefined,
  );
  let [broken, checked] = [0, 0];
  for (const one of given) {
    if (one.callId === undefined) continue;
    checked += 1;
    const isBad = attempts.some((two) => {
      if (two.callId !== one.callId || two.from !== one.from || two.atMs <= one.atMs) return false;
      if (two.atMs < (one.endedAtMs ?? 0) - 10) return false;
      return !(models.includes(one.link) && models.includes(two.link) && one.link !== two.link);
    });
    if (isBad) broken += 1;
  }
  return { checked, broken, doubts: given.filter((it) => it.callId === undefined).length };
};

test('agrees with a naive reading of its rule', () => expectAgreement(noTimeoutFailover, naive));
