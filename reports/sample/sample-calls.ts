import type { Event, Exchange, History } from '../../harness/core/history.ts';
import type { Rng } from '../../harness/core/rng.ts';

/** An event before it has its place. */
export type Draft = Event extends infer One
  ? One extends Event
    ? Omit<One, 'index'>
    : never
  : never;

/** What kind of history to make up. */
export interface SampleOptions {
  readonly scenario: string;
  readonly seed: number;
  readonly operations: number;
  /** The planted bug: calls that timed out are sent again to the candidate. */
  readonly violated: boolean;
  readonly engine?: History['engine'];
  /** Text that appears in logs and paths, to try out escaping. */
  readonly hostile?: string;
  readonly sigterm?: true;
  readonly inert?: true;
}

/** A history in the making. */
export interface Made {
  readonly options: SampleOptions;
  readonly lengthMs: number;
  readonly rng: Rng;
  readonly drafts: Draft[];
}

/** One attempt; what is not given went well. */
export const exchange = (
  atMs: number,
  endMs: number,
  more: Partial<Exchange> & { readonly from: string; readonly to: string },
): Draft => ({
  type: 'exchange',
  atMs,
  link: `${more.from}>${more.to}`,
  connection: 1,
  method: 'POST',
  path: '/process_packet',
  requestBytes: 240,
  class: 'answered',
  endedByCaller: false,
  sentAtMs: atMs,
  deliveredAtMs: atMs + 1,
  endedAtMs: endMs,
  steps: [],
  source: 'taps',
  ...more,
});

/** Attempts of one call in the slow stretch: it times out, and may be sent again by the bug. */
export const slowCall = (made: Made, id: number, atMs: number): number => {
  const shared = { callId: `c-${id}`, key: `m-${id}`, steps: [1] };
  const limitMs = atMs + 2000;
  made.drafts.push(
    exchange(atMs, limitMs, {
      from: 'web',
      to: 'core',
      class: 'delivered',
      endedByCaller: true,
      ending: 'fin',
      ...shared,
    }),
  );
  if (!made.options.violated) return limitMs;
  made.drafts.push(
    exchange(limitMs + 8, limitMs + 55, {
      ...shared,
      from: 'web',
      to: 'core-candidate',
      status: 200,
      answeredBy: 'service',
      steps: [],
    }),
  );
  return limitMs + 60;
};

/** Attempts of one call while core is gone: refused four times, then the candidate. */
export const refusedCall = (made: Made, id: number, atMs: number): number => {
  const shared = { callId: `c-${id}`, key: `m-${id}` };
  let nextMs = atMs;
  for (let attempt = 0; attempt < 4; attempt++) {
    made.drafts.push(
      exchange(nextMs, nextMs + 1, {
        ...shared,
        from: 'web',
        to: 'core',
        class: 'refused',
        source: 'client',
        steps: [2],
      }),
    );
    nextMs += 100 * 2 ** attempt;
  }
  made.drafts.push(
    exchange(nextMs, nextMs + 60, { ...shared, from: 'web', to: 'core-candidate', status: 200 }),
  );
  return nextMs + 62;
};

/** Attempts of one call while all is well. */
export const goodCall = (made: Made, id: number, atMs: number): number => {
  const endMs = atMs + 30 + made.rng.next() ** 4 * 160;
  const shared = { callId: `c-${id}`, key: `m-${id}`, status: 200, answeredBy: 'service' as const };
  made.drafts.push(
    exchange(atMs, endMs, { ...shared, from: 'web', to: 'core' }),
    exchange(atMs + 4, endMs - 6, {
      from: 'core',
      to: 'prime',
      callId: `p-${id}`,
      path: `/v1/chat/completions${made.options.hostile ?? ''}`,
      status: 200,
    }),
  );
  return endMs;
};
