import type { StepDetail } from '../../../../harness/core/run-detail.ts';
import type { Layout, X } from './layout.ts';
import type { Stretch } from './timeline-state.ts';

interface FaultProps {
  readonly steps: readonly StepDetail[];
  readonly layout: Layout;
  readonly x: X;
  readonly view: Stretch;
  readonly width: number;
  readonly endMs: number;
}

const shownSteps = ({ steps, view, endMs }: FaultProps) =>
  steps.flatMap((step) => {
    const { injectedAtMs: fromMs, healedAtMs: toMs = endMs } = step;
    if (fromMs === undefined || toMs < view.fromMs || fromMs > view.toMs) return [];
    return [{ step, fromMs, toMs }];
  });

/** The bands behind the latency and the lanes: when which fault was at work. */
export const Bands = (props: FaultProps) => (
  <g class="bands">
    {shownSteps(props).map(({ step, fromMs, toMs }) => (
      <rect
        key={step.id}
        class={`band patterned f-${step.family}${step.receipt?.effective === false ? ' idle' : ''}`}
        x={props.x(fromMs)}
        y={props.layout.bandsTop}
        width={Math.max(1.5, props.x(toMs) - props.x(fromMs))}
        height={props.layout.height - props.layout.bandsTop - 24}
        fill={`url(#p-${step.family})`}
      />
    ))}
  </g>
);

/** A bar's name stands behind it, else before it, else on it. */
const placeOf = (
  left: number,
  right: number,
  { needed, width }: { readonly needed: number; readonly width: number },
): { readonly x: number; readonly anchor: 'start' | 'end' } => {
  if (right + needed <= width) return { x: right + 5, anchor: 'start' };
  if (left - needed >= 0) return { x: left - 5, anchor: 'end' };
  return { x: Math.max(left, 0) + 6, anchor: 'start' };
};

/** One bar per step, in the row of its family, with its number and name. */
export const FaultRows = (props: FaultProps) => (
  <g>
    {shownSteps(props).map(({ step, fromMs, toMs }) => {
      const row = props.layout.rows.find(
        ({ kind, label }) => kind === 'family' && label === step.family,
      );
      if (!row) return null;
      const left = props.x(fromMs);
      const right = Math.max(left + 2, props.x(toMs));
      const inert = step.receipt?.effective === false ? ', inert' : '';
      const name = `${step.id} ${step.kind}${inert}`;
      const place = placeOf(left, right, { needed: name.length * 6.6, width: props.width });
      return (
        <g key={step.id} class={`f-${step.family}${inert ? ' idle' : ''}`}>
          <rect
            class="patterned"
            x={left}
            y={row.top + 2}
            width={right - left}
            height="12"
            fill={`url(#p-${step.family})`}
          />
          <rect class="frame" x={left} y={row.top + 2} width={right - left} height="12" />
          <text class="halo k" x={place.x} y={row.top + 12} text-anchor={place.anchor}>
            <tspan class="b">{step.id}</tspan> {step.kind}
            {inert}
          </text>
        </g>
      );
    })}
  </g>
);
