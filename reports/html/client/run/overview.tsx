import { useRef } from 'preact/hooks';
import { xOf } from './layout.ts';
import { show, type TimelineState } from './timeline-state.ts';

/** The whole run as a strip: its faults, and a window that shows and moves the view. */
export const Overview = ({
  state,
  width,
}: {
  readonly state: TimelineState;
  readonly width: number;
}) => {
  const grip = useRef<number>(undefined);
  const { view, whole, detail } = state;
  const x = xOf(whole, width);
  const msAt = (event: PointerEvent & { readonly currentTarget: Element }): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return whole.fromMs + ((event.clientX - box.left) / box.width) * (whole.toMs - whole.fromMs);
  };
  const moveTo = (atMs: number): void => {
    const half = (view.value.toMs - view.value.fromMs) / 2;
    show(state, {
      fromMs: atMs - half - (grip.current ?? 0),
      toMs: atMs + half - (grip.current ?? 0),
    });
  };
  const left = x(view.value.fromMs);
  const right = x(view.value.toMs);
  return (
    <svg
      class="overview"
      width={width}
      height="20"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = msAt(event);
        const middle = (view.value.fromMs + view.value.toMs) / 2;
        const inside = at >= view.value.fromMs && at <= view.value.toMs;
        grip.current = inside ? at - middle : 0;
        moveTo(at);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1 && grip.current !== undefined) moveTo(msAt(event));
      }}
      onPointerUp={() => {
        grip.current = undefined;
      }}
    >
      <title>Whole run</title>
      {detail.steps.map((step) => {
        if (step.injectedAtMs === undefined) return null;
        const from = x(step.injectedAtMs);
        const to = x(step.healedAtMs ?? detail.endMs);
        return (
          <rect
            key={step.id}
            class={`mini f-${step.family}`}
            x={from}
            y="3"
            width={Math.max(1.5, to - from)}
            height="14"
          />
        );
      })}
      <rect
        class="window"
        x={left + 0.75}
        y="1.5"
        width={Math.max(4, right - left - 1.5)}
        height="17"
        rx="3"
      />
    </svg>
  );
};
