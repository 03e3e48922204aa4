import { useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { LoadRow } from '../../../../harness/core/report-model.ts';
import { inkVersion } from '../page-state.ts';
import { useWidth } from './use-width.ts';

type Series = NonNullable<LoadRow['series']>;
type Bands = NonNullable<LoadRow['bands']>;

const ink = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const axisWidth = 58;
const rightMargin = 8;
const latencyHeight = 130;
const rateHeight = 110;

const axis = (side: 'x' | 'y', label: (value: number) => string): uPlot.Axis => ({
  stroke: () => ink('ink3'),
  grid: { stroke: () => ink('rule'), width: 1 },
  ticks: { show: false },
  font: '11px system-ui, sans-serif',
  ...(side === 'y' ? { size: axisWidth } : { size: 24 }),
  values: (_, splits) => splits.map((value) => (value === null ? '' : label(value))),
});

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

const timesOf = ({ fromMs, everyMs, arrived }: Series): readonly number[] =>
  arrived.map((_, at) => fromMs + (at + 0.5) * everyMs);

const latencyPlot = (series: Series, width: number): [uPlot.Options, uPlot.AlignedData] => [
  {
    width,
    height: latencyHeight,
    padding: [8, rightMargin, 8, 0],
    legend: { show: false },
    cursor: { show: false },
    // A log axis needs two decades to have more than one line.
    scales: { x: { time: false }, y: { distr: 3, range: (_, low, high) => logRange(low, high) } },
    axes: [{ show: false }, axis('y', (ms) => `${ms} ms`)],
    series: [
      {},
      { stroke: () => ink('p50'), width: 1.3, points: { show: false } },
      { stroke: () => ink('p99'), width: 1.6, points: { show: false } },
    ],
  },
  [[...timesOf(series)], [...series.p50], [...series.p99]],
];

const logRange = (low: number, high: number): [number, number] => {
  const least = 10 ** Math.floor(Math.log10(Math.max(0.5, low)));
  const most = 10 ** Math.ceil(Math.log10(Math.max(1, high)));
  return [least, Math.max(least * 10, most)];
};

const ratePlot = (series: Series, width: number): [uPlot.Options, uPlot.AlignedData] => {
  const rate = (counts: readonly number[]) =>
    counts.map((count) => (count * 1000) / series.everyMs);
  const line = (name: string, dash?: number[]): uPlot.Series => ({
    stroke: () => ink(name),
    width: 1.5,
    points: { show: false },
    ...(dash ? { dash } : {}),
  });
  return [
    {
      width,
      height: rateHeight,
      padding: [6, rightMargin, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false },
        y: { range: (_, _low, high) => [0, Math.max(1, high * 1.1)] },
      },
      axes: [axis('x', seconds), axis('y', (value) => `${value}/s`)],
      series: [{}, line('p50', [5, 4]), line('held'), line('violated'), line('unknown', [2, 3])],
    },
    [
      [...timesOf(series)],
      rate(series.arrived),
      rate(series.done),
      rate(series.failed),
      rate(series.dropped),
    ],
  ];
};

/** One plot of uPlot that lives as long as its data. */
const Plot = ({
  made,
  width,
}: {
  readonly made: [uPlot.Options, uPlot.AlignedData];
  readonly width: number;
}) => {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!place.current) return;
    const plot = new uPlot(...made, place.current);
    return () => plot.destroy();
  }, [width, inkVersion.value]);
  return <div ref={place} />;
};

/** Faults behind both plots, on the same axis of time. */
const LoadBands = ({
  series,
  bands,
  width,
}: {
  readonly series: Series;
  readonly bands: Bands;
  readonly width: number;
}) => {
  const times = timesOf(series);
  const fromMs = times[0] ?? 0;
  const lengthMs = Math.max(1, (times.at(-1) ?? 1) - fromMs);
  const x = (ms: number): number =>
    axisWidth +
    ((width - axisWidth - rightMargin) * Math.min(Math.max(0, ms - fromMs), lengthMs)) / lengthMs;
  return (
    <svg class="loadbands" width={width} height={latencyHeight + rateHeight} aria-hidden="true">
      <title>Faults</title>
      {bands.map((band) => (
        <rect
          key={band.id}
          class={`band patterned f-${band.family}`}
          x={x(band.fromMs)}
          y="0"
          width={Math.max(2, x(band.toMs) - x(band.fromMs))}
          height={latencyHeight + rateHeight - 24}
          fill={`url(#p-${band.family})`}
        />
      ))}
    </svg>
  );
};

const Key = () => (
  <p class="loadkey">
    <span class="k-p50">p50</span> <span class="k-p99">p99</span> above; below, a second:{' '}
    <span class="k-arrived">arrived</span> <span class="k-done">answered</span>{' '}
    <span class="k-failed">failed</span> <span class="k-dropped">dropped</span>
  </p>
);

/** Latency and throughput of one load over time, with its faults behind them. */
export const LoadChart = ({
  series,
  bands,
}: {
  readonly series: Series;
  readonly bands: Bands;
}) => {
  const { place, width } = useWidth();
  return (
    <div class="loadchart" ref={place}>
      <div class="loadplots" role="img" aria-label="Latency and throughput over time">
        <LoadBands series={series} bands={bands} width={width} />
        <Plot made={latencyPlot(series, width)} width={width} />
        <Plot made={ratePlot(series, width)} width={width} />
      </div>
      <Key />
    </div>
  );
};
