import type { EventDraft, History } from '../../core/history.ts';
import type { Link, StackPromises } from '../../core/stack.ts';
import { finalRead } from './drafts.ts';

const link = (from: string, to: string, route?: Link['route']): Link => ({
  from,
  to,
  tell: [],
  protocol: 'http',
  ...(route === undefined ? {} : { route }),
});

const service = (group: string, order: number): NonNullable<Link['route']> => ({
  group,
  order,
  kind: 'service',
});
const model = (order: number): NonNullable<Link['route']> => ({
  group: 'models',
  order,
  kind: 'model',
});

/** A small stack with a queue in front, a standby, a tool server and two models. */
export const exampleLinks: readonly Link[] = [
  link('client', 'web'),
  link('web', 'core', service('core', 0)),
  link('web', 'core-candidate', service('core', 1)),
  link('core', 'prime', model(0)),
  link('core', 'groq', model(1)),
  link('core', 'mcp'),
  link('core-candidate', 'prime'),
  link('orchestrator', 'core'),
  link('orchestrator', 'core-candidate'),
];

/** What that stack promises. */
export const examplePromises: StackPromises = {
  retry: [{ group: 'core', maxRetries: 3, baseDelayMs: 100, jitter: 0.25 }],
  requestLimitMs: { web: 3000, core: 2000, 'core-candidate': 2000 },
  graceMs: { core: 2500 },
  watchdog: {
    role: 'orchestrator',
    live: 'core',
    candidate: 'core-candidate',
    pollMs: 500,
    probeLimitMs: 200,
    unhealthyAfter: 2,
  },
  longestWaitMs: 1000,
  keepsOrder: true,
};

type Drafts = readonly (EventDraft | readonly EventDraft[])[];
type Rest = Partial<Omit<History, 'events'>>;

/** A hand-written history; it ends with a final read that finds nothing left, unless it has one. */
export const historyOf = (events: Drafts, over: Rest = {}): History => {
  const all = events.flat();
  if (all.some((event) => event.type === 'finalRead')) return cutHistoryOf(all, over);
  return cutHistoryOf([...all, finalRead(Math.max(0, ...all.map(lastMoment)) + 1)], over);
};

const lastMoment = (event: EventDraft): number =>
  event.type === 'exchange' ? Math.max(event.atMs, event.endedAtMs ?? event.atMs) : event.atMs;

/** A hand-written history as it stands: events take their places by time, then as given. */
export const cutHistoryOf = (events: Drafts, over: Rest = {}): History => ({
  engine: 'live',
  control: false,
  plan: {
    schema: 1,
    scenario: 'hand-written',
    seed: 1,
    workload: {
      ratePerSecond: 10,
      durationMs: 1000,
      mix: { queue: 1 },
      textBytes: 16,
      conversations: 1,
      operationLimitMs: 1000,
    },
    steps: [],
  },
  scale: 1,
  links: exampleLinks,
  promises: examplePromises,
  toxiproxy: null,
  ...over,
  events: events
    .flat()
    .toSorted((one, other) => one.atMs - other.atMs)
    .map((event, index) => ({ ...event, index })),
});
