import type { LoadRow } from '../../harness/core/report-model.ts';
import { latenciesOf } from './latencies.ts';
import { doneAtMs, type LoadCall } from './load-calls.ts';
import { longestGap } from './longest-gap.ts';

/** What some of the arrivals came to. */
export type LoadPart = NonNullable<LoadRow['paths']>[number];

/** Arrivals that k6 could not begin. */
export interface Dropped {
  readonly path: string;
  readonly atMs: number;
  readonly count: number;
}

/** The latencies of what was done: to the answer, or to the effect. */
export const doneLatencies = (calls: readonly LoadCall[]): readonly number[] =>
  calls.flatMap((call) => {
    const doneMs = doneAtMs(call);
    return doneMs === undefined ? [] : [Math.max(0, doneMs - call.startMs)];
  });

/** How often each error code was seen. */
const codesOf = (failed: readonly LoadCall[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(failed, ({ code }) => code ?? 'NO_ANSWER')].map(([code, some]) => [
      code,
      some.length,
    ]),
  );

/** Sums up arrivals; gaps are looked for within `span`. */
export const loadPart = (
  name: string,
  calls: readonly LoadCall[],
  {
    dropped,
    span,
    gapCalls = calls,
  }: {
    readonly dropped: readonly Dropped[];
    readonly span: { readonly fromMs: number; readonly toMs: number };
    /** Whose answers count against the gap, if others than the calls. */
    readonly gapCalls?: readonly LoadCall[];
  },
): LoadPart => {
  const failed = calls.filter(({ outcome }) => outcome !== 'ok');
  const done = gapCalls.map(doneAtMs).filter((ms) => ms !== undefined);
  const gap = longestGap(done, span);
  return {
    name,
    requests: calls.length,
    failed: failed.length,
    dropped: dropped.reduce((sum, { count }) => sum + count, 0),
    ...latenciesOf(doneLatencies(calls)),
    codes: codesOf(failed),
    longestGapMs: Math.round(gap.lengthMs * 10) / 10,
    gapAtMs: Math.round(gap.fromMs),
  };
};
