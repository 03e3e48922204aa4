import fc from 'fast-check';
import { test } from 'vitest';
import type { History } from '../../harness/core/history.ts';
import { expectAgreement } from '../../harness/invariants/testing/agrees.ts';
import { finalRead, processEvent, signal } from '../../harness/invariants/testing/drafts.ts';
import { cutHistoryOf } from '../../harness/invariants/testing/history-of.ts';
import type { Naive } from '../../harness/invariants/testing/random-history.ts';
import { checkpointReadable } from './checkpoint-readable.ts';

const happening = fc.constantFrom('checkpointed', 'currentRead', 'crash');
const histories = fc
  .record({
    happenings: fc.array(fc.tuple(happening, fc.integer({ min: 1, max: 3 })), { maxLength: 7 }),
    isWhole: fc.boolean(),
  })
  .map(({ happenings, isWhole }) =>
    cutHistoryOf([
      happenings.map(([what, cycle], place) =>
        what === 'crash'
          ? processEvent('d1', 'exited', 100 * place, { signal: 'SIGKILL' })
          : signal('d1', what, 100 * place, { cycle, tookMs: 1 }),
      ),
      isWhole ? [finalRead(5000)] : [],
    ]),
  );

const naive = ({ events }: History): Naive => {
  let [checked, broken, doubts] = [0, 0, 0];
  for (const [place, crash] of events.entries()) {
    if (crash.type !== 'process') continue;
    let last = 0;
    for (const one of events.slice(0, place)) {
      if (one.type === 'signal' && one.name === 'checkpointed') {
        last = Math.max(last, Number(one.value.cycle));
      }
    }
    if (last === 0) continue;
    const back = events
      .slice(place)
      .find((one) => one.type === 'signal' && one.name === 'currentRead');
    if (back?.type !== 'signal') doubts += 1;
    else {
      checked += 1;
      if (Number(back.value.cycle) < last) broken += 1;
    }
  }
  return { checked, broken, doubts };
};

test('agrees with a naive reading of its rule', () =>
  expectAgreement(checkpointReadable, naive, { histories }));
