import type { EventDraft } from '../core/history.ts';
import { attempt, healed, injected, processEvent, refused } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

const c1 = { callId: 'c1' };
const primary = [0, 100, 300, 700].map((atMs) => refused('web>core', atMs, c1));

const waitOf = (ms: number) => [0, ms].map((atMs) => refused('web>core', atMs, c1));
const silent: EventDraft = {
  ...{ type: 'exchange', atMs: 0, link: 'web>core', from: 'web', to: 'core', connection: 1 },
  ...{ method: 'POST', path: '/process_packet', requestBytes: 100, class: 'cut', steps: [] },
  ...{ endedByCaller: false, sentAtMs: 0, source: 'taps', callId: 'c1' },
};
const drifting = (rate: number) => [
  injected({ id: 1, kind: 'drift', target: 'web', params: { rate } }, 0),
  healed(1, 900),
];
const stopped = (role: string) => [
  processEvent(role, 'paused', 10),
  processEvent(role, 'resumed', 900),
];
const computing = [
  injected({ id: 1, kind: 'blockEventLoop', target: 'web', params: { blockMs: 890 } }, 10),
  healed(1, 901),
];

/** What the rule must say of tiny histories; promised are 3 retries after 100, 200 and 400 ms. */
export const examples: readonly Example[] = [
  {
    title: 'four attempts with doubling waits, then one on the fallback',
    is: 'held',
    history: historyOf([primary, attempt('web>core-candidate', 701, c1)]),
  },
  {
    title: 'waits are shorter by the whole jitter',
    is: 'held',
    history: historyOf([0, 75, 225].map((atMs) => refused('web>core', atMs, c1))),
  },
  {
    title: 'a fifth attempt is made on the primary',
    is: 'violated',
    saying: 'call c1 made 5 attempts on web>core; at most 4 are promised',
    history: historyOf([primary, refused('web>core', 1500, c1)]),
  },
  {
    title: 'two attempts are made on the fallback after all retries',
    is: 'violated',
    saying: 'made 6 attempts; at most 5',
    history: historyOf([
      primary,
      refused('web>core-candidate', 701, c1),
      refused('web>core-candidate', 702, c1),
    ]),
  },
  {
    title: 'the second wait is as short as the first',
    is: 'violated',
    saying: 'waited 100 ms before web>core at 200 ms',
    history: historyOf([0, 100, 200].map((atMs) => refused('web>core', atMs, c1))),
  },
  {
    title: 'a wait is too long in virtual time',
    is: 'violated',
    saying: 'at most 125 ms are promised',
    history: historyOf(
      [0, 150].map((atMs) => refused('web>core', atMs, c1)),
      { engine: 'simulated' },
    ),
  },
  {
    title: 'a wait is too long on a busy machine',
    is: 'held',
    history: historyOf([0, 150].map((atMs) => refused('web>core', atMs, c1))),
  },
  {
    title: 'attempts carry no call id',
    is: 'unknown',
    history: historyOf([0, 1, 2].map((atMs) => refused('web>core', atMs))),
  },
  {
    title: 'the history stops before the retries do',
    is: 'unknown',
    history: cutHistoryOf([0, 100].map((atMs) => refused('web>core', atMs, c1))),
  },
  {
    title: 'each call makes one attempt',
    is: 'vacuous',
    history: historyOf([attempt('web>core', 0, c1), attempt('web>core', 1, { callId: 'c2' })]),
  },
  {
    title: 'a fifth attempt where there is no fallback',
    is: 'violated',
    saying: 'at most 4 are promised',
    history: historyOf(
      [
        [0, 100, 300, 700].map((atMs) => refused('web>mcp', atMs, c1)),
        attempt('web>mcp-2', 1500, c1),
      ],
      {
        links: ['mcp', 'mcp-2'].map((to) => ({
          from: 'web',
          to,
          tell: [],
          protocol: 'http',
          route: { group: 'core', order: 0, kind: 'service' },
        })),
      },
    ),
  },
  {
    title: 'a wait of 60 ms by a clock that counts 90',
    is: 'held',
    history: historyOf([drifting(1.5), waitOf(60)]),
  },
  {
    title: 'a wait of 80 ms by a clock that counts 40',
    is: 'violated',
    history: historyOf([drifting(0.5), waitOf(80)]),
  },
  {
    title: 'the caller was stopped while it waited',
    is: 'held',
    history: historyOf([stopped('web'), waitOf(950)], { engine: 'simulated' }),
  },
  {
    title: 'the caller computed while it waited',
    is: 'held',
    history: historyOf([computing, waitOf(950)], { engine: 'simulated' }),
  },
  {
    title: 'another process was stopped while the caller waited',
    is: 'violated',
    history: historyOf([stopped('core'), waitOf(950)], { engine: 'simulated' }),
  },
  ...([3, 0] as const).map(
    (attemptsLost): Example => ({
      title: `a long wait while ${attemptsLost} packets that open connections were lost`,
      is: attemptsLost > 0 ? 'held' : 'violated',
      history: historyOf(
        [
          injected({ id: 1, kind: 'freeze' }, 500),
          healed(1, 900, { effective: true, counts: { attemptsLost } }),
          waitOf(950),
        ],
        { engine: 'simulated' },
      ),
    }),
  ),
  {
    title: 'nobody saw when the attempt before ended',
    is: 'held',
    history: historyOf([silent, attempt('web>core', 950, c1)], { engine: 'simulated' }),
  },
];
