import type { Exchange, History } from '../../harness/core/history.ts';
import type { FailoverRow, RetryRow } from '../../harness/core/run-detail.ts';
import { linkName } from '../../harness/core/stack.ts';
import { outcomeOf } from './outcome-of.ts';

interface Call {
  readonly callId: string;
  readonly group: string;
  readonly primary: readonly Exchange[];
  readonly alternatives: readonly Exchange[];
}

/** The calls on groups of alternative links, each with its attempts in order. */
const callsOf = (history: History): readonly Call[] => {
  const routes = new Map(history.links.map((link) => [linkName(link), link.route]));
  const calls = new Map<string, { call: Call; primary: Exchange[]; alternatives: Exchange[] }>();
  for (const event of history.events) {
    if (event.type !== 'exchange' || event.callId === undefined) continue;
    const route = routes.get(event.link);
    if (!route) continue;
    const id = `${route.group} ${event.callId}`;
    const known = calls.get(id);
    const primary = known?.primary ?? [];
    const alternatives = known?.alternatives ?? [];
    const call = { callId: event.callId, group: route.group, primary, alternatives };
    calls.set(id, known ?? { call, primary, alternatives });
    (route.order === 0 ? primary : alternatives).push(event);
  }
  return [...calls.values()].map(({ call }) => call);
};

const triggerOf = (last: Exchange | undefined): FailoverRow['trigger'] => {
  if (!last) return 'state';
  return last.endedByCaller && !last.callerDied ? 'timedOut' : last.class;
};

/** The calls that went to an alternative, with what made them go. */
export const failoverRows = (history: History): readonly FailoverRow[] =>
  callsOf(history).flatMap(({ callId, group, primary, alternatives }) => {
    const main = history.links.find(({ route }) => route?.group === group && route.order === 0);
    const [first] = alternatives;
    if (!first) return [];
    const last = primary.at(-1);
    return [
      {
        atMs: first.atMs,
        group,
        callId,
        from: last?.to ?? main?.to ?? 'primary',
        to: first.to,
        trigger: triggerOf(last),
        ...(last?.status !== undefined && { primaryStatus: last.status }),
        primaryAttempts: primary.length,
        outcome: outcomeOf(alternatives.at(-1) ?? first),
        refs: [...primary.slice(-1), ...alternatives].map((exchange) => exchange.index),
      },
    ];
  });

/** How many attempts the calls of each group took. */
export const retryRows = (history: History): readonly RetryRow[] => {
  const promised = new Map(history.promises.retry.map((one) => [one.group, one.maxRetries]));
  const groups = Map.groupBy(callsOf(history), (call) => call.group);
  return [...groups].map(([group, calls]) => {
    const sizes = calls.map((call) => call.primary.length + call.alternatives.length);
    const maxRetries = promised.get(group);
    return {
      group,
      calls: calls.length,
      attempts: sizes.reduce((sum, size) => sum + size, 0),
      retriedCalls: calls.filter((call) => call.primary.length > 1).length,
      fellBack: calls.filter((call) => call.alternatives.length > 0).length,
      mostAttempts: sizes.reduce((most, size) => Math.max(most, size), 0),
      ...(maxRetries !== undefined && { maxRetries }),
    };
  });
};
