import type { Exchange, History } from '../../harness/core/history.ts';
import type { ExchangeRow } from '../../harness/core/run-detail.ts';
import { tenths } from './tenths.ts';

/** Copies the named properties that are there. */
const present = <Key extends keyof Exchange>(
  exchange: Exchange,
  names: readonly Key[],
): Partial<Pick<Exchange, Key>> => {
  const copy: Partial<Pick<Exchange, Key>> = {};
  for (const name of names) if (exchange[name] !== undefined) copy[name] = exchange[name];
  return copy;
};

/** One exchange as the report lists it; no headers, no bodies. */
const rowOf = (exchange: Exchange): ExchangeRow => {
  const endMs = exchange.answeredAtMs ?? exchange.endedAtMs;
  return {
    index: exchange.index,
    atMs: tenths(exchange.sentAtMs ?? exchange.atMs),
    ...(endMs !== undefined && { endMs: tenths(endMs) }),
    link: exchange.link,
    method: exchange.method,
    path: exchange.path,
    class: exchange.class,
    endedByCaller: exchange.endedByCaller,
    steps: exchange.steps,
    source: exchange.source,
    ...present(exchange, ['status', 'serviceStatus', 'answeredBy', 'callId', 'key']),
    ...present(exchange, ['servedByLife', 'marked']),
  };
};

/** Every attempt on every link, in order of time. */
export const exchangeRows = (history: History): readonly ExchangeRow[] =>
  history.events
    .filter((event) => event.type === 'exchange')
    .map(rowOf)
    .sort((a, b) => a.atMs - b.atMs || a.index - b.index);
