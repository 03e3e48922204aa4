import type { Shutdown } from '../../../../harness/core/run-detail.ts';
import { runHref } from '../../../words/attention.ts';
import { duration } from '../../../words/numbers.ts';
import type { LightDetail, PageData } from '../../page-data.ts';
import { Section } from '../section.tsx';
import { GraceStrip } from './grace-strip.tsx';

const rowHeight = 22;
const labelWidth = 190;
const plotWidth = 380;

const exitText = ({ exitedAtMs, exitCode, exitSignal }: Shutdown): string => {
  if (exitedAtMs === undefined) return 'still there at the end';
  return exitSignal ? `ended by ${exitSignal}` : `exit ${exitCode ?? ''}`;
};

interface Row {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly ok: boolean;
  readonly note?: string;
}

interface Props {
  readonly shutdown: Shutdown;
  readonly detail: LightDetail;
}

const rowsOf = (shutdown: Shutdown, endMs: number): readonly Row[] => [
  ...shutdown.phases,
  { name: exitText(shutdown), fromMs: endMs, toMs: endMs, ok: true },
];

const Bars = ({ shutdown, detail }: Props) => {
  const startMs = shutdown.signalledAtMs;
  const endMs = shutdown.exitedAtMs ?? detail.endMs;
  const spanMs = Math.max(1, endMs - startMs) * 1.02;
  const x = (ms: number): number => labelWidth + ((ms - startMs) / spanMs) * plotWidth;
  const rows = rowsOf(shutdown, endMs);
  const label = `${shutdown.role} in ${detail.scenario}: what each part of the stop took`;
  const height = rows.length * rowHeight + 6;
  return (
    <svg class="waterfall" viewBox={`0 0 640 ${height}`} role="img" aria-label={label}>
      {rows.map((row, at) => {
        const y = 4 + at * rowHeight;
        return (
          <g key={at}>
            <text x={labelWidth - 10} y={y + 11} text-anchor="end">
              {row.name}
            </text>
            <rect
              class={row.ok ? 'bar' : 'bar cutoff'}
              x={x(row.fromMs)}
              y={y}
              width={Math.max(2, x(row.toMs) - x(row.fromMs))}
              height="12"
            />
            <text class="k" x={x(row.toMs) + 8} y={y + 11}>
              {duration(row.toMs - startMs)}
            </text>
          </g>
        );
      })}
    </svg>
  );
};

const Waterfall = ({ shutdown, detail }: Props) => {
  const tookMs = Math.max(1, (shutdown.exitedAtMs ?? detail.endMs) - shutdown.signalledAtMs);
  const notes = shutdown.phases.filter((phase) => phase.note !== undefined);
  return (
    <figure>
      <h3>
        {shutdown.role}, <a href={runHref(detail)}>{detail.scenario}</a>
      </h3>
      <div class="scroll">
        <GraceStrip shutdown={shutdown} tookMs={tookMs} />
        <Bars shutdown={shutdown} detail={detail} />
      </div>
      <figcaption>
        {shutdown.graceMs !== undefined && 'Above: the whole stop against its limits. '}
        Below: its parts, with the time since SIGTERM at their end. Hatched: not finished, or with a
        reason in the log.
        {notes.map(({ name, note }) => (
          <span class="why" key={name}>
            <b>{name}</b>: {note}
          </span>
        ))}
      </figcaption>
    </figure>
  );
};

/** Each shutdown of the runs, from SIGTERM to the exit; absent when there was none. */
export const Shutdowns = ({ data }: { readonly data: PageData }) => {
  const shutdowns = data.details.flatMap((detail) =>
    detail.shutdowns.map((shutdown) => ({ detail, shutdown })),
  );
  if (shutdowns.length === 0) return null;
  return (
    <Section
      id="shutdown"
      title="Shutdown"
      lede="From SIGTERM to the end of the process, in the time of the run."
    >
      <div class="pairs">
        {shutdowns.map(({ detail, shutdown }, at) => (
          <Waterfall key={at} detail={detail} shutdown={shutdown} />
        ))}
      </div>
    </Section>
  );
};
