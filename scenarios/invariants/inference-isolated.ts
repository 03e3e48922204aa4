import type { Exchange, History } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { beganAtMs, endedAtMs } from '../../harness/invariants/evidence/attempt-times.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude } from '../../harness/invariants/evidence/conclude.ts';
import { eventsOf } from '../../harness/invariants/evidence/events-of.ts';
import { routesOf } from '../../harness/invariants/evidence/routes.ts';
import { sayAttempt, sayCount, sayMs } from '../../harness/invariants/evidence/say.ts';
import {
  overlap,
  type Span,
  unsteadySpans,
} from '../../harness/invariants/evidence/unsteady-spans.ts';

/** An inference that its server began and did not finish, while it lasted. */
interface Hung extends Span {
  readonly inference: Exchange;
}

const inferencesOf = (history: History): readonly Exchange[] => {
  const routes = routesOf(history);
  return eventsOf(history, 'exchange').filter(
    (it) => it.method === 'POST' && (it.to === 'prime' || routes.get(it.link)?.kind === 'model'),
  );
};

const hungInferences = (inferences: readonly Exchange[], slackMs: number): readonly Hung[] =>
  inferences.flatMap((inference) => {
    const fromMs = inference.deliveredAtMs;
    if (fromMs === undefined || inference.class === 'answered') return [];
    const toMs = endedAtMs(inference);
    return toMs - fromMs > slackMs ? [{ inference, fromMs, toMs }] : [];
  });

/** When a request was seen to get on: its answer, or the first call that was made for it. */
const progressAtMs = (request: Exchange, made: readonly Exchange[]): number | undefined => {
  const fromMs = (request.deliveredAtMs ?? request.atMs) - clockErrorMs;
  const moments = made
    .filter((it) => it.key !== undefined && it.key === request.key && beganAtMs(it) >= fromMs)
    .map(beganAtMs);
  if (request.serviceAnsweredAtMs !== undefined) moments.push(request.serviceAnsweredAtMs);
  else if (request.class === 'answered') moments.push(endedAtMs(request));
  return moments.length === 0 ? undefined : Math.min(...moments);
};

type Fate =
  | { readonly is: 'wentOn' | 'cannotTell' }
  | { readonly is: 'heldUp'; readonly signs: readonly number[] };

/** What the service answered or asked meanwhile: it had its turns on the processor. */
const signOfLife = (request: Exchange, window: Span, view: View): Exchange | undefined => {
  const isInside = (atMs: number | undefined) =>
    atMs !== undefined && atMs > window.fromMs && atMs < window.toMs;
  const made = view.made.get(request.to) ?? [];
  const got = view.got.get(request.to) ?? [];
  return (
    got.find((it) => isInside(it.serviceAnsweredAtMs)) ?? made.find((it) => isInside(beganAtMs(it)))
  );
};

const fateOf = (request: Exchange, hung: Hung, view: View): Fate => {
  const fromMs = request.deliveredAtMs ?? request.atMs;
  const dueMs = fromMs + view.slackMs;
  const moved = progressAtMs(request, view.made.get(request.to) ?? []);
  if (moved !== undefined && moved <= dueMs) return { is: 'wentOn' };
  // Whatever happened after the hung call was over, or after the caller had left, proves nothing.
  const watchedMs = Math.min(hung.toMs, endedAtMs(request));
  // What got on while the call still hung was slow, and did not wait for it.
  const wasSlow = moved !== undefined && moved < hung.toMs - clockErrorMs;
  if (watchedMs <= dueMs || wasSlow) return { is: 'cannotTell' };
  if (watchedMs > fromMs + 2 * view.slackMs) return { is: 'heldUp', signs: [] };
  // For as long as this a busy machine may have kept it from everything.
  const sign = signOfLife(request, { fromMs, toMs: watchedMs }, view);
  return sign === undefined ? { is: 'cannotTell' } : { is: 'heldUp', signs: [sign.index] };
};

interface View {
  readonly slackMs: number;
  readonly made: ReadonlyMap<string, readonly Exchange[]>;
  readonly got: ReadonlyMap<string, readonly Exchange[]>;
}

/** Requests that reached a service while one of its inferences hung, with what became of them. */
const requestsBeside = (history: History, slackMs: number) => {
  const exchanges = eventsOf(history, 'exchange');
  const view = {
    slackMs,
    made: Map.groupBy(exchanges, (it) => it.from),
    got: Map.groupBy(exchanges, (it) => it.to),
  };
  return hungInferences(inferencesOf(history), slackMs).flatMap((hung) => {
    const service = hung.inference.from;
    const unsteady = unsteadySpans(history, service);
    return exchanges
      .filter((it) => it.to === service && (it.key !== undefined || it.method === 'GET'))
      .filter((it) => it.key === undefined || it.key !== hung.inference.key)
      .filter(({ deliveredAtMs: at }) => at !== undefined && at > hung.fromMs && at < hung.toMs)
      .filter(
        (it) =>
          !unsteady.some((span) => overlap(span, { fromMs: beganAtMs(it), toMs: endedAtMs(it) })),
      )
      .map((request) => ({ request, hung, fate: fateOf(request, hung, view) }));
  });
};

/** The incident: one inference hung, and the core that waited for it answered nobody any more. */
export const inferenceIsolated: Invariant = {
  name: 'inference-isolated',
  about: 'While one inference hangs, the core goes on with other requests.',
  remedy:
    'Wait for inferences without blocking, give each its own time limit and connection, and hold ' +
    'no lock over the wait.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const slackMs = 2 * (history.promises.watchdog?.probeLimitMs ?? 500);
    const beside = requestsBeside(history, slackMs).filter(({ fate }) => fate.is !== 'cannotTell');
    const requests = new Set(beside.map(({ request }) => request.index));
    const heldUp = Map.groupBy(
      beside.filter(({ fate }) => fate.is === 'heldUp'),
      ({ request }) => request.index,
    );
    return conclude(history, {
      checked: requests.size,
      violations: [...heldUp.values()].flatMap(([first]) => {
        if (first?.fate.is !== 'heldUp') return [];
        const { request, hung, fate } = first;
        return [
          {
            because:
              `${sayAttempt(request)} did not get on for more than ${sayMs(slackMs)} while the ` +
              `inference ${sayAttempt(hung.inference)} hung until ${sayMs(hung.toMs)}`,
            witnesses: [request.index, hung.inference.index, ...fate.signs],
          },
        ];
      }),
      unknowns: [],
      held: `${sayCount(requests.size, 'other request')} went on while an inference hung`,
      vacuous: 'no other request reached a service while one of its inferences hung',
    });
  },
};
