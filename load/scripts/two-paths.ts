import execution from 'k6/execution';
import http from 'k6/http';
import { loadKey, loadText } from './load-message.ts';

const numberOf = (name: string): number => {
  const value = Number(__ENV[name]);
  if (!(value > 0)) throw new Error(`two-paths: ${name} must be a number above 0`);
  return value;
};

const url = __ENV.WEB_ENDPOINT ?? '';
const limitMs = numberOf('LIMIT_MS');
const rate = numberOf('RATE');

/** Half of the rate each: `rate` arrivals in two seconds. */
const arrivals = (exec: string, startMs: number, vus: number) => ({
  executor: 'constant-arrival-rate',
  exec,
  rate,
  timeUnit: '2s',
  duration: `${numberOf('DURATION_MS')}ms`,
  startTime: `${startMs}ms`,
  preAllocatedVUs: vus,
  maxVUs: vus,
  // Nobody is cut off: every request has an end of its own.
  gracefulStop: `${limitMs + 1000}ms`,
});

/** What k6 reads: two open loops, the second half a step behind the first. */
export const options = {
  scenarios: {
    sync: arrivals('sync', 0, numberOf('SYNC_VUS')),
    queue: arrivals('queue', 1000 / rate, numberOf('QUEUE_VUS')),
  },
  // The runner reads one line per iteration; each tag would be on a dozen others.
  systemTags: ['scenario'],
};

interface Answer {
  readonly id?: unknown;
  readonly answer?: unknown;
  readonly error?: { readonly code?: unknown };
}

const answerOf = (body: string | null): Answer | undefined => {
  try {
    const parsed: unknown = JSON.parse(body ?? '');
    // Any part of it may be missing; each is looked at before it counts.
    return typeof parsed === 'object' && parsed !== null ? (parsed as Answer) : undefined;
  } catch {
    return undefined;
  }
};

const post = (kind: 'sync' | 'queue', path: string): void => {
  const key = loadKey(kind, execution.scenario.iterationInTest);
  const response = http.post(`${url}${path}`, JSON.stringify({ text: loadText(key) }), {
    headers: { 'content-type': 'application/json', 'x-idempotency-key': key },
    timeout: limitMs,
  });
  const { metadata } = execution.vu.metrics;
  const answer = answerOf(response.body);
  const whole = answer?.id === key && (kind === 'queue' || typeof answer.answer === 'string');
  metadata.key = key;
  metadata.status = String(response.status);
  metadata.whole = String(whole);
  // A virtual user's metadata outlive the iteration: an old code must not stay.
  metadata.code = String(answer?.error?.code ?? '');
  metadata.errorCode = String(response.error_code ?? 0);
};

/** Somebody who waits for the answer. */
export function sync(): void {
  post('sync', '/chat');
}

/** Somebody who leaves a message; whether it was answered is seen at its effect. */
export function queue(): void {
  post('queue', '/messages');
}
