import type { LaneSpan } from '../../../../harness/core/run-detail.ts';
import { grouped, seconds } from '../../../words/numbers.ts';
import { binOf } from './bins.ts';
import { niceStep, type TimelineState } from './timeline-state.ts';

const valueAt = (spans: readonly LaneSpan[], atMs: number): string | undefined =>
  spans.findLast(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs)?.value;

const milliseconds = (ms: number | null): string => (ms === null ? '–' : grouped(Math.round(ms)));

const faultsAt = ({ detail }: TimelineState, atMs: number): string =>
  detail.steps
    .filter(({ injectedAtMs, healedAtMs }) => {
      const fromMs = injectedAtMs ?? Number.POSITIVE_INFINITY;
      return fromMs <= atMs && atMs < (healedAtMs ?? detail.endMs + 1);
    })
    .map(({ id, kind }) => `${id} ${kind}`)
    .join(', ');

/** What was the case at the cursor: pairs of a name and a value. */
const readout = (state: TimelineState): readonly (readonly [string, string])[] => {
  const { detail, lists } = state;
  const atMs = state.cursorMs.value;
  const { fromMs, toMs } = state.view.value;
  const lengthMs = niceStep((toMs - fromMs) / 60);
  const start = Math.floor(atMs / lengthMs) * lengthMs;
  const bin = binOf(lists.operations, { fromMs: start, toMs: start + lengthMs });
  const depth = detail.lanes.queue.findLast((one) => one.atMs <= atMs)?.depth;
  const notUp = detail.lanes.processes
    .map(({ role, spans }) => [role, valueAt(spans, atMs)] as const)
    .filter(([, value]) => value !== undefined && value !== 'up')
    .map(([role, value]) => `${role} ${value}`);
  return [
    ['at', seconds(atMs, 2)],
    ['p50', milliseconds(bin.p50)],
    ['p95', milliseconds(bin.p95)],
    ['p99 ms', milliseconds(bin.p99)],
    ['ok', String(bin.ok)],
    ['unknown', String(bin.unknown)],
    ['failed', String(bin.fail)],
    ...(depth === undefined ? [] : [['queue', String(depth)] as const]),
    ...detail.lanes.states.map(({ name, spans }) => [name, valueAt(spans, atMs) ?? '–'] as const),
    ['processes', notUp.join(', ') || 'all up'],
    ['faults', faultsAt(state, atMs) || 'none'],
  ];
};

/** The readout as one text, for the cursor's value. */
export const readoutText = (state: TimelineState): string =>
  readout(state)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/** What was the case at the cursor. */
export const Readout = ({ state }: { readonly state: TimelineState }) => (
  <div class="readout" aria-hidden="true">
    {readout(state).map(([name, value]) => (
      <span key={name}>
        {name} <b>{value}</b>
      </span>
    ))}
  </div>
);
