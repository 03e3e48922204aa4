import type { ExchangeRow } from '../../../../harness/core/run-detail.ts';
import { outcomeOf } from '../../../detail/outcome-of.ts';
import { seconds } from '../../../words/numbers.ts';
import type { TimelineState } from './timeline-state.ts';

const mostExchanges = 10;
/** Narrower when many take part, so that all stay in sight. */
const columnWidthFor = (roles: number): number => (roles > 3 ? Math.max(96, 580 / roles) : 150);
const rowHeight = 26;
const left = 80;

interface Moment {
  readonly atMs: number;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly tone: '' | 'violated' | 'unknown';
  /** The arrow does not arrive: the caller gave up, or the connection broke. */
  readonly broken: boolean;
}

const momentsOf = (row: ExchangeRow): readonly Moment[] => {
  const [from = '', to = ''] = row.link.split('>');
  const answered = row.class === 'answered';
  const refused = row.class === 'refused' || row.class === 'unresolved';
  const sent = { from, to, text: `${row.method} ${row.path}`.slice(0, 34), broken: false } as const;
  const ended = {
    from: answered ? to : from,
    to: answered ? from : to,
    text: outcomeOf(row),
    tone: answered ? '' : row.endedByCaller ? 'unknown' : 'violated',
    broken: !answered,
  } as const;
  if (refused || row.endMs === undefined) return [{ ...ended, atMs: row.atMs }];
  return [
    { ...sent, atMs: row.atMs, tone: '' },
    { ...ended, atMs: row.endMs },
  ];
};

/** The exchanges of the calls and messages that the witnesses belong to. */
const involved = ({ lists, witnesses }: TimelineState): readonly ExchangeRow[] => {
  const seen = lists.exchanges.filter((row) => witnesses.has(row.index));
  const [first] = seen;
  if (!first) return [];
  const related = lists.exchanges.filter(
    (row) =>
      witnesses.has(row.index) ||
      (first.callId !== undefined && row.callId === first.callId) ||
      (first.key !== undefined && row.key === first.key),
  );
  return related.slice(0, mostExchanges);
};

const Arrow = ({
  moment,
  y,
  xOf,
}: {
  moment: Moment;
  y: number;
  xOf: (role: string) => number;
}) => {
  const from = xOf(moment.from);
  const target = xOf(moment.to);
  const to = moment.broken ? from + (target - from) * 0.72 : target;
  const back = to > from ? -6 : 6;
  const head = moment.broken
    ? `M${to - 4} ${y - 4}l8 8M${to + 4} ${y - 4}l-8 8`
    : `M${to + back} ${y - 4}L${to} ${y}L${to + back} ${y + 4}`;
  return (
    <g class={`message ${moment.tone}`}>
      <path d={`M${from} ${y}H${to}`} />
      <path d={head} />
      <text class="halo" x={(from + target) / 2} y={y - 5} text-anchor="middle">
        {moment.text}
      </text>
    </g>
  );
};

/** Who said what to whom in the calls that show the broken rule. */
export const Sequence = ({ state }: { readonly state: TimelineState }) => {
  const moments = involved(state)
    .flatMap(momentsOf)
    .sort((a, b) => a.atMs - b.atMs);
  if (moments.length === 0) return null;
  const roles = [...new Set(moments.flatMap(({ from, to }) => [from, to]))];
  const columnWidth = columnWidthFor(roles.length);
  const xOf = (role: string): number => left + columnWidth * (roles.indexOf(role) + 0.5);
  const height = 44 + moments.length * rowHeight;
  const width = left + columnWidth * roles.length;
  const told = moments.map(
    ({ atMs, from, to, text }) => `${seconds(atMs, 3)} ${from} to ${to}: ${text}`,
  );
  return (
    <>
      <h3>The calls that show it</h3>
      <div class="scroll">
        <svg
          class="sequence"
          viewBox={`0 0 ${width} ${height}`}
          width={width}
          role="img"
          aria-label={told.join('; ')}
        >
          {roles.map((role) => (
            <g key={role}>
              <line class="life-line" x1={xOf(role)} x2={xOf(role)} y1="24" y2={height} />
              <text class="b" x={xOf(role)} y="14" text-anchor="middle">
                {role}
              </text>
            </g>
          ))}
          {moments.map((moment, at) => (
            <g key={`${moment.atMs}${moment.text}`}>
              <text x={left - 14} y={52 + at * rowHeight} text-anchor="end">
                {seconds(moment.atMs, 3)}
              </text>
              <Arrow moment={moment} y={48 + at * rowHeight} xOf={xOf} />
            </g>
          ))}
        </svg>
      </div>
    </>
  );
};
