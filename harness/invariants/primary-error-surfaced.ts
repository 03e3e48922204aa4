import type { Complete, Exchange, History } from '../core/history.ts';
import { clientRole } from '../core/stack.ts';
import type { Invariant } from '../core/verdict.ts';
import { endedAtMs, hasSucceeded } from './evidence/attempt-times.ts';
import { type Call, callsOf } from './evidence/calls.ts';
import { clockErrorMs } from './evidence/clock-error.ts';
import { conclude } from './evidence/conclude.ts';
import { firstMention } from './evidence/error-marks.ts';
import { eventsOf } from './evidence/events-of.ts';
import { routesOf } from './evidence/routes.ts';
import { sayAttempt, sayCount, sayEnding } from './evidence/say.ts';

/** A call whose primary and fallback both failed, and what its client was told. */
interface Case {
  readonly call: Call;
  readonly primary: Exchange;
  readonly fallback: Exchange;
  readonly complete: Complete;
  readonly text: string;
}

const bothFailed = (history: History): readonly Omit<Case, 'complete' | 'text'>[] => {
  const routes = routesOf(history);
  const front = new Set(
    history.links.filter((link) => link.from === clientRole).map((link) => link.to),
  );
  return callsOf(history).flatMap((call) => {
    if (!front.has(call.from)) return [];
    const services = call.attempts.filter((it) => routes.get(it.link)?.kind === 'service');
    const primary = services.findLast((it) => routes.get(it.link)?.order === 0);
    const fallback = services.findLast((it) => (routes.get(it.link)?.order ?? 0) > 0);
    if (primary === undefined || fallback === undefined) return [];
    return hasSucceeded(primary) || hasSucceeded(fallback) ? [] : [{ call, primary, fallback }];
  });
};

/** The text of an error that the stack itself answered; a client's own error says nothing of it. */
const toldText = (complete: Complete): string | undefined => {
  if (complete.outcome.kind === 'ok') return undefined;
  const { code, message, status } = complete.outcome.error;
  if (status === undefined) return undefined;
  return code === `HTTP_${status}` ? message : `${code} ${message}`;
};

const casesOf = (history: History): readonly Case[] => {
  const operations = new Map(eventsOf(history, 'invoke').map((it) => [it.operation, it]));
  const failures = bothFailed(history);
  return eventsOf(history, 'complete').flatMap((complete) => {
    const key = operations.get(complete.operation)?.key;
    const text = toldText(complete);
    const last = failures
      .filter(({ call }) => call.attempts.some((attempt) => attempt.key === key))
      .filter(({ fallback }) => endedAtMs(fallback) <= complete.atMs + clockErrorMs)
      .toSorted((one, other) => endedAtMs(one.fallback) - endedAtMs(other.fallback))
      .at(-1);
    return key === undefined || text === undefined || last === undefined
      ? []
      : [{ ...last, complete, text }];
  });
};

/** Who debugs an outage needs to know what the primary said, not what the standby did. */
export const primaryErrorSurfaced: Invariant = {
  name: 'primary-error-surfaced',
  about: "When primary and fallback both fail, the caller sees the primary's last error.",
  remedy: "Throw the primary's last error and attach the fallback's error as its cause.",
  reads: 'general',
  excuses: [],
  check(history) {
    const cases = casesOf(history);
    const told = cases.map((it) => ({
      ...it,
      primaryAt: firstMention(it.text, it.primary, it.fallback),
      fallbackAt: firstMention(it.text, it.fallback, it.primary),
    }));
    const isFallbacks = ({ primaryAt, fallbackAt }: (typeof told)[number]) =>
      fallbackAt !== undefined && (primaryAt === undefined || fallbackAt < primaryAt);
    const describe = ({ call, primary, fallback, complete, text }: Case) =>
      `in call ${call.id} ${sayAttempt(primary)} ${sayEnding(primary)}, ${sayAttempt(fallback)} ` +
      `${sayEnding(fallback)}, and ${complete.operation} was told "${text.slice(0, 120)}"`;
    return conclude(history, {
      checked: cases.length,
      violations: told.filter(isFallbacks).map((it) => ({
        because: `${describe(it)}, which is the fallback's error`,
        witnesses: [it.primary.index, it.fallback.index, it.complete.index],
      })),
      unknowns: told
        .filter((it) => !isFallbacks(it) && it.primaryAt === undefined)
        .map((it) => `${describe(it)}, which fits neither of the two more than the other`),
      held: `${sayCount(cases.length, 'operation')} failed twice and saw the primary's error`,
      vacuous: 'no operation failed on both sides with an answer of the stack',
    });
  },
};
