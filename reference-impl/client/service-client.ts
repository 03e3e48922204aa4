import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import type { Log } from '../logging/create-logger.ts';
import type { Sleep } from '../resilience/retry/sleep.ts';
import { withRetry } from '../resilience/retry/with-retry.ts';
import { attempt } from './attempt.ts';
import type { Limits } from './attempt-limits.ts';
import { type AttemptOutcome, classifyOutcome, describeOutcome } from './attempt-outcome.ts';
import { CallFailed } from './call-failed.ts';
import { type CallLog, createCallLog } from './call-log.ts';

/** What a service client needs to know about its service. */
export interface ServiceClientOptions {
  readonly baseUrl: string;
  /** Where the one attempt after the primary's last goes; empty or left out: nowhere. */
  readonly fallbackBaseUrl?: string;
  readonly retry: { readonly maxRetries: number; readonly baseDelayMs: number };
  readonly limits: Limits;
  /** While true, failover is off; the primary is still called. */
  readonly maintenance?: () => boolean | Promise<boolean>;
  /** Fails over after a time limit too; against the rules, for comparison only. */
  readonly failoverOnTimeout?: boolean;
  readonly log: Log;
  /** Names the route in the log, for example `core`. */
  readonly route: string;
  readonly random?: () => number;
  readonly sleep?: Sleep;
}

/** One call, which may become several attempts. */
export interface ServiceCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The message's idempotency key: without it, what may have run is never repeated. */
  readonly key?: string;
  readonly callId?: string;
  readonly signal?: AbortSignal;
  /** `fallback` sends the call straight there, in exactly one attempt (routing by HA state). */
  readonly via?: 'primary' | 'fallback';
}

/** A call that succeeded: its status is below 400. */
export interface CallAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly callId: string;
  readonly servedBy: 'primary' | 'fallback';
  readonly attempts: number;
}

/** Calls one service; rejects with `CallFailed` and nothing else. */
export interface ServiceClient {
  call(call: ServiceCall): Promise<CallAnswer>;
  close(): void;
}

/** Creates a client that retries with backoff, then asks the fallback once. */
export function createServiceClient(options: ServiceClientOptions): ServiceClient {
  const agent = new Agent({ keepAlive: true });
  return {
    async call(call) {
      const calling = beginCall(options, agent, call);
      try {
        if (call.via === 'fallback' && options.fallbackBaseUrl) {
          calling.log.failover('state', 'failover_active');
          return await tryOnce(calling, 'fallback');
        }
        return await callWithFallback(calling);
      } catch (error) {
        if (error instanceof CallFailed) calling.log.failed(error);
        throw error;
      }
    },
    close: () => agent.destroy(),
  };
}

interface Calling {
  readonly options: ServiceClientOptions;
  readonly agent: Agent;
  readonly call: ServiceCall & { readonly callId: string };
  readonly log: CallLog;
  attempts: number;
}

function beginCall(options: ServiceClientOptions, agent: Agent, call: ServiceCall): Calling {
  const callId = call.callId ?? randomUUID();
  const names = { route: options.route, callId, ...(call.key !== undefined && { key: call.key }) };
  const places = { primary: options.baseUrl, fallback: options.fallbackBaseUrl };
  const log = createCallLog(options.log, names, places);
  return { options, agent, call: { ...call, callId }, log, attempts: 0 };
}

async function callWithFallback(calling: Calling): Promise<CallAnswer> {
  const { options } = calling;
  try {
    return await callPrimary(calling);
  } catch (error) {
    if (!(error instanceof CallFailed) || !mayFailOver(calling, error.outcome)) throw error;
    if (!options.fallbackBaseUrl || (await options.maintenance?.())) throw error;
    calling.log.failover('error', describeOutcome(error.outcome));
    try {
      return await tryOnce(calling, 'fallback');
    } catch (cause) {
      const { callId, outcome, attempts, target } = error;
      throw new CallFailed({ callId, outcome, attempts, target }, { cause });
    }
  }
}

async function callPrimary(calling: Calling): Promise<CallAnswer> {
  const { options, call } = calling;
  const { random, sleep } = options;
  let last: unknown;
  try {
    return await withRetry(() => tryOnce(calling, 'primary'), {
      ...options.retry,
      ...(call.signal && { signal: call.signal }),
      ...(random && { random }),
      ...(sleep && { sleep }),
      shouldRetry: (error) => error instanceof CallFailed && mayRetry(calling, error.outcome),
      onRetry: (retry) => {
        last = retry.error;
        calling.log.retry(retry);
      },
    });
  } catch (error) {
    if (error instanceof CallFailed) throw error;
    // The caller gave up during a wait, or before the first attempt.
    const outcome: AttemptOutcome = { kind: 'aborted', message: String(error) };
    throw failure(calling, outcome, options.baseUrl, last === undefined ? {} : { cause: last });
  }
}

async function tryOnce(calling: Calling, servedBy: 'primary' | 'fallback'): Promise<CallAnswer> {
  const { options, call, agent } = calling;
  const target = (servedBy === 'primary' ? options.baseUrl : options.fallbackBaseUrl) ?? '';
  calling.attempts += 1;
  const outcome = await attempt({
    url: target.replace(/\/$/, '') + call.path,
    method: call.method ?? (call.body === undefined ? 'GET' : 'POST'),
    headers: headersOf(call),
    limits: options.limits,
    agent,
    ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    ...(call.signal && { signal: call.signal }),
  });
  if (outcome.kind !== 'answered' || classifyOutcome(outcome, true) !== 'success') {
    throw failure(calling, outcome, target);
  }
  const { status, body } = outcome;
  return { status, body, callId: call.callId, servedBy, attempts: calling.attempts };
}

function headersOf(call: Calling['call']): Record<string, string> {
  return {
    accept: 'application/json',
    'x-call-id': call.callId,
    ...(call.key !== undefined && { 'x-idempotency-key': call.key }),
    ...(call.body !== undefined && { 'content-type': 'application/json' }),
  };
}

function failure(
  calling: Calling,
  outcome: AttemptOutcome,
  target: string,
  options?: ErrorOptions,
): CallFailed {
  const { attempts, call } = calling;
  return new CallFailed({ callId: call.callId, outcome, attempts, target }, options);
}

function mayRetry(calling: Calling, outcome: AttemptOutcome): boolean {
  return classifyOutcome(outcome, calling.call.key !== undefined) === 'retry';
}

function mayFailOver(calling: Calling, outcome: AttemptOutcome): boolean {
  if (mayRetry(calling, outcome)) return true;
  return calling.options.failoverOnTimeout === true && outcome.kind === 'timedOut';
}
