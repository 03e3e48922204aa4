import type { EventDraft, Exchange } from '../../core/history.ts';

type Seen = Omit<Exchange, 'index'>;

const brokenClasses: readonly Exchange['class'][] = [
  'refused',
  'unresolved',
  'hung',
  'cut',
  'deliveredUnread',
  'delivered',
  'answerCut',
];

/** How a service treated a request; undefined where the link or the caller decided its fate. */
const treated = (exchange: Seen): 'well' | 'badly' | undefined => {
  const { class: how, endedByCaller, answeredBy, serviceEnding } = exchange;
  if (endedByCaller || answeredBy === 'gateway') return undefined;
  if (how === 'delivered') return serviceEnding === 'callerGone' ? undefined : 'badly';
  const status = exchange.serviceStatus ?? exchange.status;
  if (status === undefined) return undefined;
  return status >= 500 ? 'badly' : 'well';
};

const fails = (call: Seen): boolean =>
  brokenClasses.includes(call.class) || (call.status ?? 0) >= 500;

/** It failed because a call that the service made for it did: what broke lies further on. */
const passesOn = (exchange: Seen, calls: readonly Seen[]): boolean =>
  calls.some(
    (call) =>
      call.from === exchange.to &&
      call.atMs >= exchange.atMs &&
      call.atMs <= (exchange.endedAtMs ?? Number.POSITIVE_INFINITY) &&
      (call.key ?? exchange.key) === (exchange.key ?? call.key) &&
      fails(call),
  );

/**
 * Requests to some services that failed from the nth event on, and by the service's own doing: not
 * by an answer of the gateway, not by a caller that gave up. What failed before already is counted
 * only once it has worked in between.
 */
export const newFailures = (
  events: readonly EventDraft[],
  from: number,
  roles: readonly string[],
): number => {
  const exchanges = events.filter((event): event is Seen => event.type === 'exchange');
  const before = events.slice(0, from).filter(({ type }) => type === 'exchange').length;
  const failing = new Set<string>();
  let count = 0;
  for (const [index, exchange] of exchanges.entries()) {
    const how = roles.includes(exchange.to) ? treated(exchange) : undefined;
    if (how === undefined) continue;
    const target = `${exchange.link} ${exchange.method} ${exchange.path}`;
    if (how === 'well') failing.delete(target);
    else if (index < before) failing.add(target);
    else if (!failing.has(target) && !passesOn(exchange, exchanges)) count++;
  }
  return count;
};
