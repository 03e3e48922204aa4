import type { EventDraft } from '../core/history.ts';
import {
  accepted,
  failed,
  finalRead,
  healed,
  injected,
  sent,
  undecided,
} from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

const ends = { accepted, failed, undecided } as const;

const load = (count: number, end: keyof typeof ends | 'open', fromMs = 0): readonly EventDraft[] =>
  Array.from({ length: count }, (_, place) => {
    const [name, atMs] = [`m-${end}-${fromMs}-${place}`, fromMs + place];
    return [sent(name, atMs), ...(end === 'open' ? [] : [ends[end](name, atMs + 5)])];
  }).flat();

/** What the rule must say of tiny histories; nine of ten are asked for. */
export const examples: readonly Example[] = [
  {
    title: 'all of forty operations succeed',
    is: 'held',
    saying: '40 of 40 operations succeeded: at least 91.2 %, where 90.0 % are asked for',
    history: historyOf([load(40, 'accepted')]),
  },
  {
    title: 'one of forty fails, which leaves too much room for chance',
    is: 'violated',
    saying: '39 of 40 operations succeeded',
    history: historyOf([load(39, 'accepted'), load(1, 'failed')]),
  },
  {
    title: 'what nobody knows counts as failed',
    is: 'violated',
    history: historyOf([load(39, 'accepted'), load(1, 'undecided')]),
  },
  {
    title: 'what never ends counts as failed',
    is: 'violated',
    history: historyOf([load(39, 'accepted'), load(1, 'open')]),
  },
  {
    title: 'one of a hundred fails',
    is: 'held',
    history: historyOf([load(99, 'accepted'), load(1, 'failed'), injected({ id: 1 }, 5)]),
  },
  {
    title: 'thirty operations are too few to show nine of ten',
    is: 'unknown',
    saying: '30 operations cannot show 90.0 %',
    history: historyOf([load(30, 'accepted')]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([load(40, 'accepted')]),
  },
  {
    title: 'nothing was asked for',
    is: 'vacuous',
    history: historyOf([injected({ id: 1 }, 5), healed(1, 10), finalRead(20)]),
  },
];
