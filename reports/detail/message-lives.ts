import type { Event, History } from '../../harness/core/history.ts';
import type { MessageLife } from '../../harness/core/run-detail.ts';
import { outcomeOf } from './outcome-of.ts';

/** Keys of messages that are not where they should be, by what became of them. */
export type Astray = Readonly<Partial<Record<MessageLife['fate'], readonly string[]>>>;

const fatesShown: readonly MessageLife['fate'][] = [
  'lost',
  'duplicated',
  'unexpected',
  'deadLettered',
  'queued',
];
const mostLives = 50;

const momentText = (
  event: Event,
  operations: ReadonlyMap<string, string>,
): [string, string] | undefined => {
  if (event.type === 'invoke') return [event.key, `sent by the client (${event.kind})`];
  if (event.type === 'complete') {
    const key = operations.get(event.operation);
    const { outcome } = event;
    const said = outcome.kind === 'ok' ? String(outcome.status) : outcome.error.message;
    return key === undefined ? undefined : [key, `client saw ${outcome.kind}: ${said}`];
  }
  if (event.type === 'exchange' && event.key !== undefined) {
    return [event.key, `${event.link} ${event.method} ${event.path}: ${outcomeOf(event)}`];
  }
  if (event.type === 'effect') return [event.key, `effect by ${event.by}`];
  if (event.type === 'signal' && typeof event.value.key === 'string') {
    return [event.value.key, `${event.role} says: ${event.name}`];
  }
  return undefined;
};

/** The whole life of each message that went astray; the first fifty, which is plenty to read. */
export const messageLives = (history: History, astray: Astray): readonly MessageLife[] => {
  const fates = fatesShown
    .flatMap((fate) => (astray[fate] ?? []).map((key) => ({ key, fate })))
    .slice(0, mostLives);
  const moments = new Map(fates.map(({ key }) => [key, [] as MessageLife['moments'][number][]]));
  const operations = new Map<string, string>();
  for (const event of history.events) {
    if (event.type === 'invoke') operations.set(event.operation, event.key);
    const moment = momentText(event, operations);
    if (moment)
      moments.get(moment[0])?.push({ atMs: event.atMs, text: moment[1], ref: event.index });
  }
  return fates.map(({ key, fate }) => ({ key, fate, moments: moments.get(key) ?? [] }));
};
