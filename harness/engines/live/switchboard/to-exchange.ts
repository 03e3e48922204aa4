import { classify, serviceEndingOf } from './classify.ts';
import type { ConnectionFacts, ExchangeFacts } from './exchange-facts.ts';
import type { ProcessStates } from './process-states.ts';
import type { RawExchange } from './switchboard.ts';

const DEATH_WINDOW_MS = 100;

/** What an exchange's record takes from its link. */
export interface ExchangeContext {
  readonly link: string;
  readonly from: string;
  readonly to: string;
  readonly processes: ProcessStates;
  /** TCP steps in force on the link between two instants. */
  stepsBetween(fromMs: number, toMs: number): readonly number[];
}

type Draft = { -readonly [Name in keyof RawExchange]?: RawExchange[Name] | undefined };

const endOf = (facts: ExchangeFacts, connection: ConnectionFacts, from: ExchangeContext): Draft => {
  if (facts.answeredAtMs !== undefined) return { endedAtMs: facts.answeredAtMs };
  const { endedAtMs, ending, endedBy } = connection;
  if (endedAtMs === undefined) return {};
  const endedByCaller = endedBy === 'caller';
  const died = endedByCaller && from.processes.diedNear(from.from, endedAtMs, DEATH_WINDOW_MS);
  return { endedAtMs, ending, endedByCaller, callerDied: died ? true : undefined };
};

const withoutAbsent = (draft: Draft): Draft => {
  const present: Record<string, unknown> = {};
  for (const name in draft) {
    // A draft has own fields only, and these names are its own.
    const value = draft[name as keyof Draft];
    if (value !== undefined) present[name] = value;
  }
  // The same fields with the same values.
  return present as Draft;
};

/** Puts together what both taps saw of one exchange. */
export const toExchange = (
  facts: ExchangeFacts,
  connection: ConnectionFacts,
  context: ExchangeContext,
): RawExchange => {
  const end = endOf(facts, connection, context);
  const touched = context.stepsBetween(facts.sentAtMs, end.endedAtMs ?? Number.POSITIVE_INFINITY);
  const own = facts.gatewayStep !== undefined;
  const differs = facts.serviceStatus !== facts.status || own;
  const { requestBytes, method, path, callId, key } = facts;
  const draft: Draft = {
    type: 'exchange',
    atMs: facts.sentAtMs,
    link: context.link,
    from: context.from,
    to: context.to,
    connection: connection.connection,
    callId,
    key,
    method,
    path,
    requestBytes,
    class: classify(facts, end.endedAtMs),
    endedByCaller: false,
    status: facts.status,
    serviceStatus: differs ? facts.serviceStatus : undefined,
    answeredBy: facts.answerBeganAtMs === undefined ? undefined : own ? 'gateway' : 'service',
    sentAtMs: facts.sentAtMs,
    deliveredAtMs: facts.deliveredAtMs,
    answerBeganAtMs: facts.answerBeganAtMs,
    answeredAtMs: facts.answeredAtMs,
    serviceAnsweredAtMs: facts.serviceAnsweredAtMs,
    serviceEnding: serviceEndingOf(facts, connection),
    servedByLife: facts.reader?.life,
    steps: [...new Set([...facts.steps, ...touched])].sort((a, b) => a - b),
    source: 'taps',
    marked: connection.serviceRefused ? true : undefined,
    ...end,
  };
  // Every required field is set above; only absent optional ones are left out.
  return withoutAbsent(draft) as RawExchange;
};
