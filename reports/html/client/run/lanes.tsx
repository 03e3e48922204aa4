import type { LaneSpan, Lanes as LanesData } from '../../../../harness/core/run-detail.ts';
import type { Bin } from './bins.ts';
import type { Layout, Row, X } from './layout.ts';
import type { Stretch } from './timeline-state.ts';

interface LaneProps {
  readonly lanes: LanesData;
  readonly layout: Layout;
  readonly x: X;
  readonly view: Stretch;
}

const inView = <Span extends LaneSpan>(spans: readonly Span[], view: Stretch): readonly Span[] =>
  spans.filter(({ fromMs, toMs }) => toMs >= view.fromMs && fromMs <= view.toMs);

const rowOf = (layout: Layout, kind: Row['kind'], label: string): Row | undefined =>
  layout.rows.find((row) => row.kind === kind && row.label === label);

/** Up, starting, paused, ending and dead, for every process. */
const Processes = ({ lanes, layout, x, view }: LaneProps) => (
  <>
    {lanes.processes.map(({ role, spans }) => {
      const row = rowOf(layout, 'process', role);
      if (!row) return null;
      return inView(spans, view).map((span) => {
        const left = x(span.fromMs);
        const width = Math.max(1, x(span.toMs) - left);
        const y = row.top + 4;
        if (span.value !== 'dead') {
          return (
            <rect
              key={`${role}${span.fromMs}`}
              class={`span ${span.value}`}
              x={left}
              y={y}
              width={width}
              height="8"
            >
              <title>{`${role} ${span.value}`}</title>
            </rect>
          );
        }
        const cross = `M${left - 3} ${y + 1}l6 6M${left + 3} ${y + 1}l-6 6`;
        const mark = `${cross}M${left + 5} ${y + 4}H${left + width}`;
        return <path key={`${role}${span.fromMs}`} class="span dead" d={mark} />;
      });
    })}
  </>
);

/** As much of a text as fits in px; nothing rather than a letter or two. */
const fitting = (text: string, width: number): string => {
  const letters = Math.floor(width / 5.7);
  if (letters >= text.length) return text;
  return letters < 4 ? '' : `${text.slice(0, letters - 1)}…`;
};

const calm = new Set(['active', 'live', 'closed', 'off']);

/** What the stack said of itself: HA state, active endpoint, breakers, maintenance. */
const States = ({ lanes, layout, x, view }: LaneProps) => (
  <>
    {lanes.states.map(({ name, spans }) => {
      const row = rowOf(layout, 'state', name);
      if (!row) return null;
      return inView(spans, view).map((span) => {
        const left = x(span.fromMs);
        const width = Math.max(1, x(span.toMs) - left);
        const quiet = calm.has(span.value);
        return (
          <g key={`${name}${span.fromMs}`} class={quiet ? 'state' : 'state raised'}>
            <rect x={left} y={row.top + 3} width={width} height="14" />
            <text x={left + 4} y={row.top + 14}>
              {fitting(span.value.replaceAll('_', ' '), width - 6)}
            </text>
            <title>{`${name}: ${span.value}`}</title>
          </g>
        );
      });
    })}
  </>
);

const Queue = ({ lanes, layout, x, view }: LaneProps) => {
  const row = rowOf(layout, 'queue', 'queue depth');
  if (!row) return null;
  const most = lanes.queue.reduce((max, { depth }) => Math.max(max, depth), 1);
  const bottom = row.top + row.height - 2;
  const y = (depth: number): number => bottom - (depth / most) * (row.height - 8);
  let path = `M0 ${bottom}`;
  let last = bottom;
  for (const { atMs, depth } of lanes.queue) {
    if (atMs > view.toMs) break;
    path += `H${x(atMs).toFixed(1)}V${y(depth).toFixed(1)}`;
    last = y(depth);
  }
  path += `H${x(view.toMs).toFixed(1)}V${bottom}Z`;
  return (
    <g>
      <path class="queue" d={path} />
      <text class="halo" x={x(view.toMs) - 4} y={Math.min(last, bottom) - 3} text-anchor="end">
        most {most}
      </text>
    </g>
  );
};

const Checkpoints = ({ lanes, layout, x, view }: LaneProps) => {
  const row = rowOf(layout, 'checkpoints', 'checkpoints');
  if (!row) return null;
  return (
    <>
      {lanes.checkpoints
        .filter(({ atMs }) => atMs >= view.fromMs && atMs <= view.toMs)
        .map(({ atMs, ok, label }) => (
          <rect
            key={`${atMs}${label}`}
            class={ok ? 'checkpoint' : 'checkpoint failed'}
            x={x(atMs) - 1.5}
            y={row.top + 3}
            width="3"
            height="12"
          >
            <title>{`${label}: ${ok ? 'written' : 'not written'}`}</title>
          </rect>
        ))}
    </>
  );
};

/** Everything under the outcomes. */
export const LaneRows = (props: LaneProps) => (
  <g>
    {props.layout.rows
      .filter(({ kind }) => kind === 'process' || kind === 'state')
      .map(({ kind, label, top, height }) => (
        <line
          key={kind + label}
          class="lane"
          x1="0"
          x2="100%"
          y1={top + height}
          y2={top + height}
        />
      ))}
    <Processes {...props} />
    <States {...props} />
    <Queue {...props} />
    <Checkpoints {...props} />
  </g>
);

interface OutcomeProps {
  readonly bins: readonly Bin[];
  readonly layout: Layout;
  readonly x: X;
}

/** How many operations ended how, by the time they were to start. */
export const OutcomeBars = ({ bins, layout, x }: OutcomeProps) => {
  const row = rowOf(layout, 'outcomes', 'Outcomes');
  if (!row) return null;
  const most = bins.reduce((max, bin) => Math.max(max, bin.ok + bin.unknown + bin.fail), 1);
  return (
    <g class="outcomes">
      {bins.map((bin) => {
        const left = x(bin.fromMs);
        const width = Math.max(0.5, x(bin.toMs) - left - 1);
        let y = row.top + row.height;
        return (['ok', 'unknown', 'fail'] as const).map((outcome) => {
          const height = (bin[outcome] / most) * row.height;
          y -= height;
          return height > 0 ? (
            <rect key={outcome} class={outcome} x={left} y={y} width={width} height={height} />
          ) : null;
        });
      })}
    </g>
  );
};
