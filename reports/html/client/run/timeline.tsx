import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { grouped } from '../../../words/numbers.ts';
import { binsOf } from './bins.ts';
import { Cursor } from './cursor.tsx';
import { Bands, FaultRows } from './fault-rows.tsx';
import { LaneRows, OutcomeBars } from './lanes.tsx';
import { LatencyChart } from './latency-chart.tsx';
import { type LatencyScale, latencyScale } from './latency-scale.ts';
import { type Layout, layoutOf, xOf } from './layout.ts';
import { Overview } from './overview.tsx';
import { pointerHandlers } from './pointer.ts';
import { LatencyGrid, TimeAxis } from './time-axis.tsx';
import { niceStep, type TimelineState } from './timeline-state.ts';
import { useWidth } from './use-width.ts';

/** Where the plot is wider than the screen, it opens where the first fault begins. */
const useScrolledToFault = (state: TimelineState, width: number) => {
  const scroller = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState(0);
  useEffect(() => {
    const element = scroller.current;
    // Only when the plot gets its width: later the reader scrolls.
    if (!element || plot === width || element.scrollWidth <= element.clientWidth) return;
    setPlot(width);
    const atMs = state.detail.steps[0]?.injectedAtMs ?? state.breakMs;
    if (atMs === undefined) return;
    const labels = element.scrollWidth - width;
    const shown = element.clientWidth - labels;
    element.scrollLeft = xOf(state.view.value, width)(atMs) - shown / 4;
  }, [state, width, plot]);
  return scroller;
};

const Labels = ({ layout, scale }: { readonly layout: Layout; readonly scale: LatencyScale }) => (
  <div class="labels" aria-hidden="true">
    {layout.rows.map(({ kind, label, top, height }) => (
      <div
        key={kind + label}
        class={`label of-${kind}`}
        style={{ top: `${top}px`, height: `${height}px` }}
      >
        <span title={label}>{label}</span>
        {kind === 'latency' && <i>ms, log</i>}
        {kind === 'latency' &&
          scale.ticks.map((tick) => (
            <b key={tick} style={{ top: `${height * (1 - scale.share(tick))}px` }}>
              {grouped(tick)}
            </b>
          ))}
      </div>
    ))}
  </div>
);

/** The run on one time axis: faults, latency, outcomes and lanes, with a cursor through all. */
export const Timeline = ({ state }: { readonly state: TimelineState }) => {
  const { detail, lists } = state;
  const { place, width } = useWidth();
  const scroller = useScrolledToFault(state, width);
  const layout = useMemo(() => layoutOf(detail), [detail]);
  const limitMs = detail.plan.workload.operationLimitMs * detail.scale;
  const scale = useMemo(() => latencyScale(lists.operations, limitMs), [lists, limitMs]);
  const view = state.view.value;
  const x = xOf(view, width);
  const bins = useMemo(
    () => binsOf(lists.operations, view, niceStep((view.toMs - view.fromMs) / 60)),
    [lists, view],
  );
  const [drag, setDrag] = useState<readonly [number, number]>();
  const pointer = useMemo(() => pointerHandlers(state, setDrag), [state]);
  const latency = layout.rows.find(({ kind }) => kind === 'latency');
  const common = { layout, x, view };
  const faults = { ...common, steps: detail.steps, width, endMs: detail.endMs };
  return (
    <div class="plotscroll" ref={scroller}>
      <div class="plotgrid">
        <div class="overlabel">whole run</div>
        <Overview state={state} width={width} />
        <Labels layout={layout} scale={scale} />
        <div class="plot" ref={place} style={{ height: `${layout.height}px` }} {...pointer}>
          <svg width={width} height={layout.height} aria-hidden="true">
            <title>Timeline</title>
            <Bands {...faults} />
            <TimeAxis {...common} width={width} />
            <LatencyGrid scale={scale} layout={layout} limitMs={limitMs} width={width} />
            <FaultRows {...faults} />
            <OutcomeBars bins={bins} layout={layout} x={x} />
            <LaneRows {...common} lanes={detail.lanes} />
            {drag && (
              <rect
                class="drag"
                x={Math.min(...drag)}
                y="0"
                width={Math.abs(drag[1] - drag[0])}
                height={layout.height}
              />
            )}
          </svg>
          {latency && (
            <div class="chart" style={{ top: `${latency.top}px` }}>
              <LatencyChart state={state} scale={scale} width={width} height={latency.height} />
            </div>
          )}
          <Cursor state={state} x={x} />
        </div>
      </div>
    </div>
  );
};
