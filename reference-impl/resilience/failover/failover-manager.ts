import type { Log } from '../../logging/create-logger.ts';
import { degrade, type Template } from '../degradation/degrade.ts';
import { messageOf } from '../errors/error-response.ts';
import { createFailoverMetrics, type FailoverMetrics } from '../metrics/failover-metrics.ts';
import type { ModelAttempt } from '../models/model-fallback-chain.ts';
import { defaultHierarchies, type ModelHierarchies } from '../models/model-hierarchy.ts';
import { type BatchEnd, type PartsToRun, runParts } from '../partial/run-parts.ts';
import type { Sleep } from '../retry/sleep.ts';
import { type AnswerWithin, askWithin } from './ask-within.ts';
import { createFailoverLog, type DegradedAlert, type FailoverLog } from './failover-log.ts';
import { type FailoverOptions, standardFailover } from './failover-options.ts';
import type { FailoverResult } from './failover-result.ts';
import type { FailoverStatus } from './failover-status.ts';
import {
  type AskModel,
  buildRoleChains,
  type ModelAnswer,
  type RoleChains,
} from './role-chains.ts';

/** What a failover manager is made of. */
export interface FailoverManagerOptions {
  readonly ask: AskModel;
  readonly log: Log;
  readonly hierarchies?: ModelHierarchies;
  readonly options?: Partial<FailoverOptions>;
  readonly templates?: Readonly<Record<string, Template>>;
  /** Hears of every degraded result (F12). */
  readonly alert?: (alert: DegradedAlert) => void | Promise<void>;
  /** The first model of each role fails without being asked (F8, `FAIL_PRIMARY`). */
  readonly failPrimary?: boolean;
  readonly sleep?: Sleep;
}

/** Who executes, and how long they wait. */
export interface Executing {
  readonly signal?: AbortSignal;
  /** After this a stand-in is given, whatever the models still do. */
  readonly withinMs?: number;
}

/** Executes prompts by role, over models that fail. */
export interface FailoverManager {
  readonly options: FailoverOptions;
  readonly metrics: FailoverMetrics;
  /** Rejects only when the caller leaves or the role is unknown. */
  executeWithFailover(role: string, prompt: string, executing?: Executing): Promise<FailoverResult>;
  /** Runs parallel agents by the rules of partial success, with this manager's least rate. */
  runParts<Part, Result, Issue>(
    batch: PartsToRun<Part, Result, Issue>,
  ): Promise<BatchEnd<Part, Result, Issue>>;
  getStatus(): FailoverStatus;
  resetCircuitBreakers(): void;
}

/** Creates a failover manager with the defaults of F1 and F11. */
export function createFailoverManager(given: FailoverManagerOptions): FailoverManager {
  const { ask, hierarchies = defaultHierarchies, failPrimary = false, sleep } = given;
  const options: FailoverOptions = { ...standardFailover, ...given.options };
  const metrics = createFailoverMetrics();
  const log = createFailoverLog(given.log);
  const built: RoleChains = buildRoleChains({
    ...{ ask, hierarchies, options, failPrimary },
    ...(sleep && { sleep }),
    onBreaker(model, from, to) {
      if (to === 'open') metrics.breakerOpened();
      const status = built.models.get(model)?.breaker.status() ?? '';
      log.breaker(model, { from, to, status });
    },
  });
  const manager: Manager = { given, options, metrics, log, built, advised: false };
  return {
    options,
    metrics,
    executeWithFailover: (role, prompt, executing = {}) =>
      execute(manager, { role, prompt, executing }),
    runParts: (batch) =>
      runParts({
        minSuccessRate: options.partialSuccess ? options.minSuccessRate : 1,
        ...batch,
        onRuling(ruling, round) {
          metrics.ruled(ruling);
          log.ruling(ruling, round);
          batch.onRuling?.(ruling, round);
        },
      }),
    getStatus: () => statusOf(manager, hierarchies),
    resetCircuitBreakers() {
      for (const { breaker } of built.models.values()) breaker.reset();
    },
  };
}

interface Manager {
  readonly given: FailoverManagerOptions;
  readonly options: FailoverOptions;
  readonly metrics: FailoverMetrics;
  readonly log: FailoverLog;
  readonly built: RoleChains;
  advised: boolean;
}

interface Execution {
  readonly role: string;
  readonly prompt: string;
  readonly executing: Executing;
}

async function execute(manager: Manager, execution: Execution): Promise<FailoverResult> {
  const { role, prompt, executing } = execution;
  const chain = manager.built.chains.get(role);
  if (chain === undefined) {
    const known = [...manager.built.chains.keys()].join(', ');
    throw new RangeError(`no models for role "${role}"; known: ${known}`);
  }
  const attempts: ModelAttempt[] = [];
  const answer = await askWithin(
    chain,
    { role, prompt },
    {
      ...executing,
      onEvent(event) {
        if (event.kind === 'attempt') attempts.push(event.attempt);
        manager.log.chain(role, event);
      },
    },
  );
  const result = resultOf(manager, execution, { answer, attempts });
  manager.metrics.executed(result);
  manager.log.ended(role, result);
  if (result.degraded) await raiseAlert(manager, role, result);
  advise(manager);
  return result;
}

interface Asked {
  readonly answer: AnswerWithin<ModelAnswer>;
  readonly attempts: readonly ModelAttempt[];
}

function resultOf(manager: Manager, execution: Execution, asked: Asked): FailoverResult {
  const { answer, attempts } = asked;
  if (answer.ok) {
    const { model, fallback, partial } = answer;
    const { text } = answer.answer;
    return {
      ...{ source: 'model', success: true, model, text, fallback, degraded: false, partial },
      attempts,
    };
  }
  const error = messageOf(answer.error);
  const none = { model: null, fallback: false, partial: false, error, attempts } as const;
  if (!manager.options.gracefulDegradation) {
    return { source: 'none', success: false, degraded: false, ...none };
  }
  const undone = { task: execution.prompt, reason: error };
  const degraded = degrade(execution.role, undone, manager.given.templates);
  return degraded.source === 'template'
    ? { ...degraded, success: true, ...none }
    : { ...degraded, success: false, ...none };
}

type DegradedResult = Extract<FailoverResult, { readonly degraded: true }>;

/** An alert that reaches nobody must not cost the result that it is about. */
async function raiseAlert(manager: Manager, role: string, result: DegradedResult): Promise<void> {
  const { source, error: reason } = result;
  const alert: DegradedAlert = { kind: 'degraded', role, source, reason, atMs: Date.now() };
  manager.log.alert(alert);
  try {
    await manager.given.alert?.(alert);
  } catch (error) {
    manager.log.alertFailed(error);
  }
}

/** Says it once each time that the rate rises above the bound. */
function advise(manager: Manager): void {
  const advice = manager.metrics.advice();
  if (advice !== undefined && !manager.advised) {
    manager.log.advice({ ...advice, timeLimitMs: manager.options.timeLimitMs });
  }
  manager.advised = advice !== undefined;
}

function statusOf(
  { metrics, built, given }: Manager,
  hierarchies: ModelHierarchies,
): FailoverStatus {
  const roles = Object.entries(hierarchies).map(([role, ranked]) => ({
    role,
    models: ranked.flatMap(({ model, speed, quality }, place) => {
      const health = built.models.get(model)?.health();
      return health === undefined ? [] : [{ ...health, speed, quality, primary: place === 0 }];
    }),
  }));
  return {
    roles,
    counts: metrics.counts(),
    metrics: metrics.judged(),
    advice: metrics.advice() ?? null,
    failPrimary: given.failPrimary === true,
  };
}
