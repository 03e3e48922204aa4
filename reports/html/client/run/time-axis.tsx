import { useMemo } from 'preact/hooks';
import { grouped } from '../../../words/numbers.ts';
import type { LatencyScale } from './latency-scale.ts';
import type { Layout, X } from './layout.ts';
import { niceStep, type Stretch } from './timeline-state.ts';

interface AxisProps {
  readonly view: Stretch;
  readonly x: X;
  readonly layout: Layout;
  readonly width: number;
}

/** A tick's time with as many digits as its step needs. */
const tickText = (atMs: number, stepMs: number): string =>
  `${(atMs / 1000).toFixed(stepMs >= 1000 ? 0 : stepMs >= 100 ? 1 : stepMs >= 10 ? 2 : 3)} s`;

/** Times above and below, and a thin line through everything at each. */
export const TimeAxis = ({ view, x, layout, width }: AxisProps) => {
  const stepMs = niceStep((view.toMs - view.fromMs) / Math.max(2, width / 90));
  const ticks = useMemo(() => {
    const list: number[] = [];
    for (let at = Math.ceil(view.fromMs / stepMs) * stepMs; at <= view.toMs; at += stepMs)
      list.push(at);
    return list;
  }, [view, stepMs]);
  return (
    <g class="axis">
      {ticks.map((atMs) => {
        const at = x(atMs);
        const anchor = at < 16 ? 'start' : at > width - 16 ? 'end' : 'middle';
        const text = tickText(atMs, stepMs);
        return (
          <g key={atMs}>
            <line class="grid" x1={at} x2={at} y1="18" y2={layout.height - 20} />
            <text x={at} y="12" text-anchor={anchor}>
              {text}
            </text>
            <text x={at} y={layout.height - 6} text-anchor={anchor}>
              {text}
            </text>
          </g>
        );
      })}
    </g>
  );
};

interface GridProps {
  readonly scale: LatencyScale;
  readonly layout: Layout;
  readonly limitMs: number;
  readonly width: number;
}

/** Lines at the latency's ticks, and the client's own limit. */
export const LatencyGrid = ({ scale, layout, limitMs, width }: GridProps) => {
  const row = layout.rows.find(({ kind }) => kind === 'latency');
  if (!row) return null;
  const y = (ms: number): number => row.top + row.height * (1 - scale.share(ms));
  return (
    <g>
      {scale.ticks.map((tick) => (
        <line key={tick} class="grid" x1="0" x2="100%" y1={y(tick)} y2={y(tick)} />
      ))}
      {limitMs < scale.most && (
        <>
          <line class="limit" x1="0" x2="100%" y1={y(limitMs)} y2={y(limitMs)} />
          <text class="halo violated" x={width - 4} y={y(limitMs) + 13} text-anchor="end">
            client’s limit, {grouped(limitMs)} ms
          </text>
        </>
      )}
    </g>
  );
};
