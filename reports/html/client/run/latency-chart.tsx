import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { OperationRow } from '../../../../harness/core/run-detail.ts';
import { inkVersion } from '../page-state.ts';
import { binsOf, operationsIn } from './bins.ts';
import type { LatencyScale } from './latency-scale.ts';
import { niceStep, type TimelineState } from './timeline-state.ts';

interface ChartProps {
  readonly state: TimelineState;
  readonly scale: LatencyScale;
  readonly width: number;
  readonly height: number;
}

/** A colour of the page by the name of its token. */
const ink = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Above this number points become fainter, so that dense stretches still show. */
const crowd = 4000;

const drawPoint = (
  context: CanvasRenderingContext2D,
  outcome: OperationRow['outcome'],
  [x, y, size]: readonly [number, number, number],
): void => {
  if (outcome === 'ok') {
    context.fillRect(x - size / 2, y - size / 2, size, size);
    return;
  }
  const half = size * 1.6;
  context.beginPath();
  if (outcome === 'fail') {
    context.moveTo(x - half, y - half);
    context.lineTo(x + half, y + half);
    context.moveTo(x + half, y - half);
    context.lineTo(x - half, y + half);
  } else {
    context.moveTo(x, y - half);
    context.lineTo(x + half, y + half);
    context.lineTo(x - half, y + half);
    context.closePath();
  }
  context.stroke();
};

const drawPoints = (plot: uPlot, state: TimelineState): void => {
  const { ctx: context } = plot;
  const shown = operationsIn(state.lists.operations, state.view.value);
  const colors = {
    ok: ink('dot'),
    fail: ink('violated'),
    unknown: ink('unknown'),
    open: ink('unknown'),
  };
  const ratio = devicePixelRatio;
  const size = (shown.length > crowd ? 1.5 : 2.6) * ratio;
  context.save();
  context.lineWidth = 1.4 * ratio;
  for (const { outcome, startMs, endMs } of shown) {
    const latency = Math.max(1, (endMs ?? state.whole.toMs) - startMs);
    context.fillStyle = colors[outcome];
    context.strokeStyle = colors[outcome];
    const x = plot.valToPos(startMs, 'x', true);
    drawPoint(context, outcome, [x, plot.valToPos(latency, 'y', true), size]);
  }
  context.restore();
};

const dataOf = (state: TimelineState): uPlot.AlignedData => {
  const { fromMs, toMs } = state.view.value;
  const lengthMs = niceStep((toMs - fromMs) / 60);
  const bins = binsOf(state.lists.operations, state.view.value, lengthMs);
  return [
    bins.map((bin) => bin.fromMs + lengthMs / 2),
    bins.map((bin) => bin.p50),
    bins.map((bin) => bin.p95),
    bins.map((bin) => bin.p99),
  ];
};

const optionsFor = ({ state, scale, width, height }: ChartProps): uPlot.Options => ({
  width,
  height,
  padding: [0, 0, 0, 0],
  legend: { show: false },
  cursor: { show: false },
  scales: {
    x: { time: false, range: () => [state.view.value.fromMs, state.view.value.toMs] },
    y: { distr: 3, range: () => [scale.least, scale.most] },
  },
  axes: [{ show: false }, { show: false }],
  series: [
    {},
    { stroke: () => ink('p50'), width: 1.2, points: { show: false } },
    { stroke: () => ink('p95'), width: 1.4, dash: [4, 3], points: { show: false } },
    { stroke: () => ink('p99'), width: 1.6, points: { show: false } },
  ],
  hooks: { draw: [(plot) => drawPoints(plot, state)] },
});

/** Latency of every operation, with percentiles; the axis and the bands are drawn around it. */
export const LatencyChart = (props: ChartProps) => {
  const { state, width, height } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  useLayoutEffect(() => {
    if (!place.current) return;
    const made = new uPlot(optionsFor(props), dataOf(state), place.current);
    plot.current = made;
    return () => made.destroy();
  }, [state]);
  useEffect(() => plot.current?.setSize({ width, height }), [width, height]);
  const view = state.view.value;
  useEffect(() => {
    plot.current?.setData(dataOf(state));
  }, [view, inkVersion.value]);
  return <div class="latency" ref={place} aria-hidden="true" />;
};
