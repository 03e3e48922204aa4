import type { Counts } from '../core/fault.ts';
import { attempt, effect, healed, injected, processEvent, refused } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

const redelivered = [
  attempt('web>core', 0, { key: 'm1', callId: 'c1', class: 'delivered', ending: 'rst' }),
  attempt('web>core-candidate', 50, { key: 'm1', callId: 'c1' }),
];

const m1 = { key: 'm1' };
const effects = [effect('m1', 50), effect('m1', 500)];
const twiceUnanswered = [
  attempt('web>core', 10, { ...m1, class: 'delivered', serviceEnding: 'open' }),
  attempt('web>core', 400, m1),
  ...effects,
];
const lostPower = (counts: Counts) => [
  injected({ id: 1, kind: 'powerLoss' }, 40),
  processEvent('core', 'exited', 51, { signal: 'SIGKILL' }),
  healed(1, 300, { effective: true, counts }),
];

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'a message is delivered to live and candidate and takes effect once',
    is: 'held',
    history: historyOf([redelivered, effect('m1', 3)]),
  },
  {
    title: 'live and candidate both carry it out',
    is: 'violated',
    saying: 'message m1 took effect 2 times: by core at 3 ms, by core-candidate at 54 ms',
    history: historyOf([redelivered, effect('m1', 3), effect('m1', 54, { by: 'core-candidate' })]),
  },
  {
    title: 'one delivery is carried out twice',
    is: 'violated',
    history: historyOf([attempt('web>core', 0, { key: 'm1' }), effect('m1', 3), effect('m1', 4)]),
  },
  {
    title: 'a retry after a refusal also counts as sent again',
    is: 'held',
    history: historyOf([
      refused('web>core', 0, { key: 'm1' }),
      attempt('web>core', 100, { key: 'm1' }),
      effect('m1', 104),
    ]),
  },
  {
    title: 'a message passes each link once',
    is: 'vacuous',
    history: historyOf([
      attempt('client>web', 0, { key: 'm1' }),
      attempt('web>core', 10, { key: 'm1' }),
      effect('m1', 13),
    ]),
  },
  {
    title: 'the history stops early: the second effect may come yet',
    is: 'unknown',
    history: cutHistoryOf([redelivered, effect('m1', 3)]),
  },
  {
    title: 'the machine lost power before it could answer, and with it the name of the effect',
    is: 'held',
    history: historyOf([lostPower({ namesLost: 1 }), twiceUnanswered]),
  },
  {
    title: 'the machine lost power after it had answered',
    is: 'violated',
    history: historyOf([lostPower({ namesLost: 1 }), attempt('web>core', 10, m1), effects]),
  },
  {
    title: 'the machine lost power, and nothing on its disk was lost',
    is: 'violated',
    history: historyOf([lostPower({ namesLost: 0 }), twiceUnanswered]),
  },
];
