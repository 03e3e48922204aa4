import type { FaultFamily } from '../harness/core/fault.ts';
import type { History } from '../harness/core/history.ts';
import { queueAccount } from '../harness/core/queue-account.ts';
import type { DetailVerdict, RunDetail, RunNumbers } from '../harness/core/run-detail.ts';
import type { RunStatus } from '../harness/core/verdict.ts';
import { brokenBy } from './detail/broken-by.ts';
import { exchangeRows } from './detail/exchange-rows.ts';
import { failoverRows, retryRows } from './detail/failovers.ts';
import { lanesOf } from './detail/lanes.ts';
import { messageLives } from './detail/message-lives.ts';
import { operationRows } from './detail/operation-rows.ts';
import { overMs } from './detail/over-ms.ts';
import { recoveryOf } from './detail/recovery.ts';
import { runNumbers } from './detail/run-numbers.ts';
import { shutdownsOf } from './detail/shutdowns.ts';
import { stepDetails } from './detail/step-details.ts';
import { storyOf } from './detail/story.ts';

/** What the history itself does not say about a run. */
export interface DetailExtra {
  readonly about: string;
  readonly status: RunStatus;
  /** Why it is inert, unknown or skipped. */
  readonly reasons: readonly string[];
  readonly verdicts: readonly DetailVerdict[];
  /** Family by kind of fault; an unknown kind is drawn as `dependency`. */
  readonly families: Readonly<Record<string, FaultFamily>>;
  readonly control: RunNumbers | null;
  readonly replay: string;
  readonly folder: string | null;
}

/** When the first thing of a history happened, and when the last before the harness tidied up. */
const boundsOf = (history: History): { readonly beginMs: number; readonly endMs: number } => {
  let beginMs = 0;
  let endMs = 1;
  const untilMs = overMs(history);
  for (const event of history.events) {
    beginMs = Math.min(beginMs, event.atMs);
    if (event.atMs > untilMs && event.type !== 'faultHealed') continue;
    const lastMs = event.type === 'exchange' ? (event.endedAtMs ?? event.atMs) : event.atMs;
    endMs = Math.max(endMs, event.atMs, Math.min(lastMs, Math.max(untilMs, event.atMs)));
  }
  return { beginMs: Math.floor(beginMs), endMs: Math.ceil(endMs) };
};

const messageRules = /^no-(lost|unexpected)-messages$/;

/** Where no rule asks what became of messages, an effect need not belong to one. */
const isOfMessages = ({ invariant }: DetailVerdict): boolean => messageRules.test(invariant);

/** Everything that a run's page shows, drawn from its history. */
export const buildRunDetail = (history: History, extra: DetailExtra): RunDetail => {
  const bounds = boundsOf(history);
  const steps = stepDetails(history, extra.families);
  const operations = operationRows(history);
  const failovers = failoverRows(history);
  const account = queueAccount(history);
  const recovery = recoveryOf(history);
  return {
    scenario: history.plan.scenario,
    engine: history.engine,
    seed: history.plan.seed,
    about: extra.about,
    status: extra.status,
    reasons: extra.reasons,
    plan: history.plan,
    scale: history.scale,
    ...bounds,
    promises: history.promises,
    verdicts: extra.verdicts,
    steps,
    operations,
    exchanges: exchangeRows(history),
    lanes: lanesOf(history, bounds),
    messages: extra.verdicts.some(isOfMessages) ? account.counts : null,
    lives: messageLives(history, account.keys),
    failovers,
    retries: retryRows(history),
    shutdowns: shutdownsOf(history),
    ...(recovery && { recovery }),
    brokenBy: brokenBy(history, extra.verdicts),
    story: storyOf({ history, steps, failovers, extra }),
    numbers: runNumbers(extra.status, operations),
    control: extra.control,
    replay: extra.replay,
    folder: extra.folder,
  };
};
