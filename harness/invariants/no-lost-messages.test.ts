import { test } from 'vitest';
import type { History } from '../core/history.ts';
import { noLostMessages } from './no-lost-messages.ts';
import { expectAgreement } from './testing/agrees.ts';
import type { Naive } from './testing/random-history.ts';

const naive = ({ events }: History): Naive => {
  const read = events.find((event) => event.type === 'finalRead');
  const isStuck = events.some((event) => event.type === 'mark' && event.what === 'stuck');
  const has = (key: string, type: 'effect') =>
    events.some((event) => event.type === type && event.key === key);
  let [checked, lost, stuck, waiting] = [0, 0, 0, 0];
  for (const event of events) {
    if (event.type !== 'complete' || event.outcome.kind !== 'ok') continue;
    checked += 1;
    const key = event.operation;
    if (read?.complete !== true || has(key, 'effect')) continue;
    if (read.queued.includes(key)) {
      if (isStuck) stuck += 1;
      else waiting += 1;
    } else if (!read.deadLettered.some((it) => it.key === key && it.reason.length > 0)) lost += 1;
  }
  const isUnread = checked > 0 && read?.complete !== true;
  return { checked, broken: lost + stuck, doubts: waiting + (isUnread ? 1 : 0) };
};

test('agrees with a naive reading of its rule', () => expectAgreement(noLostMessages, naive));
