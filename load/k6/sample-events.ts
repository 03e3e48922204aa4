import type { EventDraft } from '../../harness/core/history.ts';
import type { Outcome } from '../../harness/core/outcome.ts';
import { textSha } from '../../harness/core/text-sha.ts';
import { loadText } from '../scripts/load-message.ts';
import type { K6Sample } from './k6-sample.ts';

type Iteration = Extract<K6Sample, { kind: 'iteration' }>;

/** What k6 calls by a number, in the words of the rest of the report. */
const codes: Readonly<Record<number, string>> = {
  1050: 'TIMEOUT',
  1101: 'ENOTFOUND',
  1211: 'CONNECT_TIMEOUT',
  1212: 'ECONNREFUSED',
  1220: 'ECONNRESET',
};

const certainlyNot: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND']);

/** How an iteration ended, as far as its client can know. */
export const outcomeOfIteration = (sample: Iteration): Outcome => {
  const { status, whole, errorCode } = sample;
  if (status >= 200 && status < 300) {
    if (whole) return { kind: 'ok', accepted: true, status };
    return { kind: 'unknown', error: { code: 'BAD_ANSWER', message: 'no answer in it', status } };
  }
  if (status === 0) {
    const code = codes[errorCode] ?? `K6_${errorCode}`;
    const kind = certainlyNot.has(code) ? 'fail' : 'unknown';
    return { kind, error: { code, message: `k6 error ${errorCode}` } };
  }
  const code = sample.code === '' ? `HTTP_${status}` : sample.code;
  const error = { code, message: `status ${status}`, status };
  return { kind: status < 500 ? 'fail' : 'unknown', error };
};

/** The events of one sample; `toRunMs` moves k6's wall clock to the clock of the run. */
export const sampleEvents = (
  sample: K6Sample,
  toRunMs: (wallMs: number) => number,
): readonly EventDraft[] => {
  if (sample.kind === 'dropped') {
    const value = { path: sample.path, count: sample.count };
    const atMs = toRunMs(sample.wallMs);
    return [{ type: 'signal', atMs, role: 'k6', life: 0, name: 'dropped', value }];
  }
  const { key, path: kind } = sample;
  const endedAtMs = toRunMs(sample.endedWallMs);
  const atMs = endedAtMs - sample.durationMs;
  return [
    {
      type: 'invoke',
      atMs,
      operation: key,
      kind,
      conversation: '',
      key,
      textSha: textSha(loadText(key)),
      intendedAtMs: atMs,
    },
    { type: 'complete', atMs: endedAtMs, operation: key, outcome: outcomeOfIteration(sample) },
  ];
};
