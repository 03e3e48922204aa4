import type { EventDraft } from '../core/history.ts';
import { accepted, finalRead, healed, injected, sent, undecided } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

interface Load {
  readonly fromMs: number;
  readonly count: number;
  /** Every how manieth operation fails; 0 = none. */
  readonly failsEvery?: number;
}

const load = ({ fromMs, count, failsEvery = 0 }: Load): readonly EventDraft[] =>
  Array.from({ length: count }, (_, place) => {
    const [name, atMs] = [`m-${fromMs}-${place}`, fromMs + 10 * place];
    const isLost = failsEvery > 0 && place % failsEvery === 0;
    return [sent(name, atMs), isLost ? undecided(name, atMs + 5) : accepted(name, atMs + 5)];
  }).flat();

const fault = [injected({ id: 1 }, 1000), healed(1, 2000)];
const before = load({ fromMs: 0, count: 40 });
const settledMs = 2000 + 2 * (500 + 200) + 1000;

/** What the rule must say of tiny histories; it waits 2,400 ms after the heal. */
export const examples: readonly Example[] = [
  {
    title: 'operations succeed after the heal as before the fault',
    is: 'held',
    saying: '40 of 40 operations succeeded later than 4,400 ms',
    history: historyOf([before, fault, load({ fromMs: settledMs, count: 40 })]),
  },
  {
    title: 'one operation fails after the heal, which chance explains',
    is: 'held',
    history: historyOf([before, fault, load({ fromMs: settledMs, count: 40, failsEvery: 40 })]),
  },
  {
    title: 'every other operation fails after the heal',
    is: 'violated',
    saying: '20 of 40 operations succeeded later than 4,400 ms, 40 of 40 before',
    history: historyOf([before, fault, load({ fromMs: settledMs, count: 40, failsEvery: 2 })]),
  },
  {
    title: 'failures during the fault and while it settles do not count',
    is: 'held',
    history: historyOf([
      before,
      fault,
      load({ fromMs: 1000, count: 300, failsEvery: 1 }),
      load({ fromMs: settledMs, count: 40 }),
    ]),
  },
  {
    title: 'too few operations after the heal',
    is: 'unknown',
    saying: 'only 5 operations after the heal; at least 20',
    history: historyOf([before, fault, load({ fromMs: settledMs, count: 5, failsEvery: 1 })]),
  },
  {
    title: 'forty operations are too few in virtual time, which costs nothing',
    is: 'unknown',
    history: historyOf([before, fault, load({ fromMs: settledMs, count: 40 })], {
      engine: 'simulated',
    }),
  },
  {
    title: 'the history stops before its final read',
    is: 'unknown',
    history: cutHistoryOf([before, fault, load({ fromMs: settledMs, count: 40 })]),
  },
  {
    title: 'the load ends before the stack had time to settle',
    is: 'vacuous',
    history: historyOf([before, fault, finalRead(4000)]),
  },
  {
    title: 'a fault is never healed',
    is: 'vacuous',
    history: historyOf([
      before,
      injected({ id: 1, heal: 'never' }, 1000),
      load({ fromMs: settledMs, count: 40 }),
      healed(1, 9000),
    ]),
  },
  {
    title: 'there was no fault',
    is: 'vacuous',
    history: historyOf([before]),
  },
  {
    title: 'two faults overlap: what counts is before the first and after the last',
    is: 'held',
    history: historyOf([
      before,
      injected({ id: 1 }, 1000),
      load({ fromMs: 1100, count: 40, failsEvery: 1 }),
      injected({ id: 2 }, 1600),
      healed(1, 1700),
      healed(2, 2000),
      load({ fromMs: 4110, count: 20, failsEvery: 1 }),
      load({ fromMs: settledMs, count: 40 }),
    ]),
  },
  {
    title: 'of two faults one is never healed',
    is: 'vacuous',
    history: historyOf([
      before,
      fault,
      injected({ id: 2, heal: 'never' }, 1100),
      healed(2, 1200),
      load({ fromMs: settledMs, count: 40, failsEvery: 1 }),
    ]),
  },
  {
    title: 'failures between two faults do not lower what is expected after the last',
    is: 'violated',
    history: historyOf([
      before,
      injected({ id: 1 }, 1000),
      load({ fromMs: 1100, count: 40, failsEvery: 1 }),
      injected({ id: 2 }, 1600),
      healed(1, 1700),
      healed(2, 2000),
      load({ fromMs: settledMs, count: 40, failsEvery: 2 }),
    ]),
  },
];
