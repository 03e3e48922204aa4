import type { Log } from '../../logging/create-logger.ts';
import type { BreakerState } from '../breaker/breaker-rules.ts';
import type { FailoverAdvice } from '../metrics/failover-metrics.ts';
import type { ChainEvent } from '../models/model-fallback-chain.ts';
import type { PartialRuling } from '../partial/rule-partial-success.ts';
import type { FailoverResult } from './failover-result.ts';

/** Somebody should know that a result is not a model's (F12). */
export interface DegradedAlert {
  readonly kind: 'degraded';
  readonly role: string;
  readonly source: 'template' | 'manual';
  readonly reason: string;
  /** Epoch ms. */
  readonly atMs: number;
}

/** Logs every event of failover with its time, try number, model and reason (F10). */
export interface FailoverLog {
  chain(role: string, event: ChainEvent): void;
  ended(role: string, result: FailoverResult): void;
  breaker(model: string, change: { from: BreakerState; to: BreakerState; status: string }): void;
  ruling(ruling: PartialRuling, round: number): void;
  alert(alert: DegradedAlert): void;
  alertFailed(error: unknown): void;
  advice(advice: FailoverAdvice & { readonly timeLimitMs: number }): void;
}

/** Creates the log of a failover manager. */
export function createFailoverLog(log: Log): FailoverLog {
  return {
    chain(role, event) {
      const atMs = Date.now();
      if (event.kind === 'wait') {
        const { model, waitMs } = event;
        const fields = { event: 'modelFailover', action: 'wait', atMs, role, model, waitMs };
        log.info({ ...fields, try: event.try }, `${model}: next try in ${waitMs} ms`);
        return;
      }
      const { model, result, reason, ms } = event.attempt;
      const fields = { event: 'modelFailover', action: result, atMs, role, model, ms };
      const said = { ...fields, try: event.attempt.try, ...(reason !== undefined && { reason }) };
      if (result === 'answered') log.debug(said, `${model} answered`);
      else log.warn(said, `${model}: try ${event.attempt.try} ${result}${because(reason)}`);
    },
    ended(role, result) {
      if (result.source === 'model' && !result.fallback && !result.partial) return;
      const { source, model, fallback, degraded, partial } = result;
      const fields = { source, model, fallback, degraded, partial };
      const tries = result.attempts.length;
      const reason = result.source === 'model' ? lastReason(result) : result.error;
      log.warn(
        {
          event: 'modelFailover',
          action: 'ended',
          atMs: Date.now(),
          role,
          ...fields,
          tries,
          reason,
        },
        `${role}: ${model === null ? `no model, ${source}` : `answered by ${model}`}`,
      );
    },
    breaker(model, { from, to, status }) {
      const fields = { event: 'breaker', atMs: Date.now(), name: model, from, to, status };
      log.warn(fields, `${model}: breaker ${status}`);
    },
    ruling(ruling, round) {
      const { decision, percent } = ruling;
      const say = decision === 'perfect' ? log.info : log.warn;
      const fields = { event: 'partialSuccess', atMs: Date.now(), ...ruling, round };
      say.call(log, fields, `${percent} % of the parts succeeded: ${decision}`);
    },
    alert: (alert) =>
      log.error({ event: 'alert', ...alert }, `${alert.role}: degraded to ${alert.source}`),
    alertFailed: (error) =>
      log.error({ event: 'alertFailed', reason: String(error) }, 'the alert reached nobody'),
    advice: (advice) =>
      log.warn(
        { event: 'advice', atMs: Date.now(), ...advice },
        `the primaries should get ${advice.addMs} ms more than ${advice.timeLimitMs} ms`,
      ),
  };
}

const because = (reason: string | undefined) => (reason === undefined ? '' : `: ${reason}`);

/** Why the answer is not the first model's whole one. */
function lastReason({ attempts, partial }: FailoverResult): string {
  const failed = attempts.findLast((one) => one.reason !== undefined);
  return failed?.reason ?? (partial ? 'the answer is not the whole' : 'unknown');
}
