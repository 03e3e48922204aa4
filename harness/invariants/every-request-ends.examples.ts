import { attempt, finalRead, healed, injected, processEvent, timedOut } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { historyOf } from './testing/history-of.ts';

const hanging = { class: 'delivered', serviceEnding: 'open', key: 'm1' } as const;

/** What the rule must say of tiny histories; core declares a limit of 2,000 ms. */
export const examples: readonly Example[] = [
  {
    title: 'a request is answered, and another is closed by the service',
    is: 'held',
    history: historyOf([
      attempt('web>core', 0),
      attempt('web>core', 10, { class: 'delivered', serviceEnding: 'closed' }),
    ]),
  },
  {
    title: 'a request is neither answered nor closed',
    is: 'violated',
    saying: 'a request delivered to core at 1 ms (event 0) was neither answered nor closed',
    history: historyOf([attempt('web>core', 0, hanging), finalRead(5000)]),
  },
  {
    title: 'a request is answered after the limit',
    is: 'violated',
    saying: 'took until 2,500 ms',
    history: historyOf([
      attempt('web>core', 0, {
        class: 'delivered',
        endedByCaller: true,
        endedAtMs: 900,
        serviceAnsweredAtMs: 2500,
        serviceEnding: 'answered',
      }),
    ]),
  },
  {
    title: 'a request is answered later than the limit by what a busy machine may cost',
    is: 'vacuous',
    history: historyOf([
      attempt('web>core', 0, { answeredAtMs: 2200, serviceAnsweredAtMs: 2200, endedAtMs: 2200 }),
    ]),
  },
  {
    title: 'in virtual time, where nobody waits for the machine, it is late',
    is: 'violated',
    history: historyOf(
      [attempt('web>core', 0, { answeredAtMs: 2200, serviceAnsweredAtMs: 2200, endedAtMs: 2200 })],
      { engine: 'simulated' },
    ),
  },
  {
    title: 'a patient caller left after the limit',
    is: 'violated',
    history: historyOf([timedOut('web>core', [0, 2600])]),
  },
  {
    title: 'the history ends before the limit',
    is: 'unknown',
    history: historyOf([attempt('web>core', 0, hanging), finalRead(1500)]),
  },
  {
    title: 'a probe is under way when the history ends',
    is: 'held',
    history: historyOf([
      attempt('web>core', 0),
      attempt('orchestrator>core', 90, { class: 'delivered', serviceEnding: 'open' }),
    ]),
  },
  {
    title: 'the service was stopped while it had the request',
    is: 'vacuous',
    history: historyOf([
      attempt('web>core', 0, hanging),
      processEvent('core', 'paused', 100),
      processEvent('core', 'resumed', 4000),
      finalRead(5000),
    ]),
  },
  {
    title: 'the caller left before the limit',
    is: 'vacuous',
    history: historyOf([timedOut('web>core', [0, 300]), finalRead(5000)]),
  },
  {
    title: 'a fault on the link hid for long that the service had closed',
    is: 'vacuous',
    history: historyOf([
      injected({ id: 1, kind: 'blackhole', target: 'web>core' }, 10),
      attempt('web>core', 0, { class: 'delivered', serviceEnding: 'closed', endedAtMs: 4000 }),
      healed(1, 4000),
    ]),
  },
  {
    title: 'the service closed after the limit, and no fault was near',
    is: 'violated',
    history: historyOf([
      attempt('web>core', 0, { class: 'delivered', serviceEnding: 'closed', endedAtMs: 4000 }),
    ]),
  },
  {
    title: 'a request was noticed late to go to a dead process, another was never read',
    is: 'vacuous',
    history: historyOf([
      attempt('web>core', 0, { ...hanging, marked: true }),
      attempt('web>core', 0, { ...hanging, class: 'deliveredUnread' }),
      finalRead(5000),
    ]),
  },
  {
    title: 'the gateway held the answer back that it made itself',
    is: 'vacuous',
    history: historyOf([
      attempt('web>core', 0, { class: 'delivered', endedByCaller: true, endedAtMs: 4000 }),
    ]),
  },
  ...([1, 0] as const).map(
    (life): Example => ({
      title: `the machine of life ${life} lost power, and life 1 had the request`,
      is: life === 1 ? 'vacuous' : 'violated',
      history: historyOf([
        attempt('web>core', 0, { ...hanging, servedByLife: 1 }),
        processEvent('core', 'exited', 100, { life }),
        finalRead(5000),
      ]),
    }),
  ),
];
