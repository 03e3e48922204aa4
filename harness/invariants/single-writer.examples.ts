import { finalRead, signal } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

const taken = (role: string, generation: number, atMs: number, life = 0) =>
  signal(role, 'tenure', atMs, { generation, phase: 'taken' }, life);
const wrote = (role: string, generation: number, atMs: number, cycle: number) =>
  signal(role, 'checkpointed', atMs, { generation, cycle });
const read = (
  atMs: number,
  value: { generation: number; cycle: number; writtenBy: number; tookMs?: number },
) => signal('reader', 'currentRead', atMs, { tookMs: 5, ...value });

const takeover = [taken('a', 1, 0), wrote('a', 1, 100, 1), taken('b', 2, 1000)];
const end = finalRead(5000);

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'readers follow the new writer, whose state holds what the old one wrote before',
    is: 'held',
    history: historyOf([
      ...takeover,
      read(1100, { generation: 2, cycle: 1, writtenBy: 1 }),
      wrote('b', 2, 1200, 2),
      read(1300, { generation: 2, cycle: 2, writtenBy: 2 }),
      end,
    ]),
  },
  {
    title: 'the old writer writes once more, and nobody reads it',
    is: 'held',
    history: historyOf([
      ...takeover,
      wrote('a', 1, 1500, 2),
      read(1600, { generation: 2, cycle: 1, writtenBy: 1 }),
      end,
    ]),
  },
  {
    title: 'what the old writer wrote after the takeover is read as current',
    is: 'violated',
    saying: 'a wrote it at 1,500 ms under tenure 1',
    history: historyOf([
      ...takeover,
      wrote('a', 1, 1500, 2),
      read(1600, { generation: 2, cycle: 2, writtenBy: 1 }),
      end,
    ]),
  },
  {
    title: 'a reader still follows the old writer',
    is: 'violated',
    saying: 'b took tenure 2 at 1,000 ms, yet reader read cycle 1 as current from tenure 1',
    history: historyOf([...takeover, read(1600, { generation: 1, cycle: 1, writtenBy: 1 }), end]),
  },
  {
    title: 'a read that began before the takeover may show what was before',
    is: 'vacuous',
    history: historyOf([
      ...takeover,
      read(1600, { generation: 1, cycle: 1, writtenBy: 1, tookMs: 700 }),
      end,
    ]),
  },
  {
    title: 'two writers hold office under one number',
    is: 'violated',
    saying: 'tenure 2 was taken 2 times',
    history: historyOf([...takeover, taken('c', 2, 1001), end]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([...takeover, read(1100, { generation: 2, cycle: 1, writtenBy: 1 })]),
  },
  {
    title: 'there was no takeover',
    is: 'vacuous',
    history: historyOf([
      taken('a', 1, 0),
      read(1100, { generation: 1, cycle: 1, writtenBy: 1 }),
      end,
    ]),
  },
];
