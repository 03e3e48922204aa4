import type { Shutdown } from '../../../../harness/core/run-detail.ts';
import { runHref } from '../../../words/attention.ts';
import { duration } from '../../../words/numbers.ts';
import type { LightDetail, PageData } from '../../page-data.ts';
import { Section } from '../section.tsx';

const rowHeight = 22;
const labelWidth = 190;
const plotWidth = 330;

const exitText = ({ exitedAtMs, exitCode, exitSignal }: Shutdown): string => {
  if (exitedAtMs === undefined) return 'still there at the end';
  return exitSignal ? `ended by ${exitSignal}` : `exit ${exitCode ?? ''}`;
};

/** The shown span: a little longer than the shutdown, or up to the grace if that is near. */
const spanOf = (shutdown: Shutdown, tookMs: number): number => {
  const { graceMs = 0 } = shutdown;
  return tookMs > graceMs / 4 ? Math.max(tookMs, graceMs) * 1.08 : tookMs * 1.4;
};

const Waterfall = ({ shutdown, detail }: { shutdown: Shutdown; detail: LightDetail }) => {
  const endMs = shutdown.exitedAtMs ?? detail.endMs;
  const tookMs = Math.max(1, endMs - shutdown.signalledAtMs);
  const spanMs = spanOf(shutdown, tookMs);
  const x = (ms: number): number =>
    labelWidth + ((ms - shutdown.signalledAtMs) / spanMs) * plotWidth;
  const rows = [
    { name: 'SIGTERM', fromMs: shutdown.signalledAtMs, toMs: shutdown.signalledAtMs, ok: true },
    ...shutdown.phases,
    { name: exitText(shutdown), fromMs: endMs, toMs: endMs, ok: true },
  ];
  const height = rows.length * rowHeight + 22;
  const { graceMs } = shutdown;
  const summary = `${shutdown.role} in ${detail.scenario}: ${duration(tookMs)} from SIGTERM`;
  return (
    <figure>
      <h3>
        {shutdown.role}, <a href={runHref(detail)}>{detail.scenario}</a>
      </h3>
      <div class="scroll">
        <svg class="waterfall" viewBox={`0 0 640 ${height}`} role="img" aria-label={summary}>
          {rows.map((row, at) => {
            const y = 18 + at * rowHeight;
            const width = Math.max(2, x(row.toMs) - x(row.fromMs));
            const note = 'note' in row && row.note ? `, ${row.note}` : '';
            return (
              <g key={at}>
                <text x={labelWidth - 10} y={y + 11} text-anchor="end">
                  {row.name}
                </text>
                <rect
                  class={row.ok ? 'bar' : 'bar cutoff'}
                  x={x(row.fromMs)}
                  y={y}
                  width={width}
                  height="12"
                />
                <text class="k" x={x(row.toMs) + 8} y={y + 11}>
                  {duration(row.toMs - shutdown.signalledAtMs)}
                  {note}
                </text>
              </g>
            );
          })}
          {graceMs !== undefined && graceMs < spanMs && (
            <g>
              <line
                class="limit"
                x1={x(shutdown.signalledAtMs + graceMs)}
                x2={x(shutdown.signalledAtMs + graceMs)}
                y1="14"
                y2={height - 6}
              />
              <text class="b" x={x(shutdown.signalledAtMs + graceMs)} y="10" text-anchor="middle">
                grace {duration(graceMs)}
              </text>
            </g>
          )}
        </svg>
      </div>
      <figcaption>
        {duration(tookMs)} from SIGTERM to the end
        {graceMs !== undefined && `; the grace is ${duration(graceMs)}`}. Hatched: not finished, or
        with a reason in the log.
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
