import type { Shutdown } from '../../../../harness/core/run-detail.ts';
import { duration } from '../../../words/numbers.ts';

const left = 10;
const plotWidth = 560;

interface Limit {
  readonly name: string;
  readonly ms: number;
}

/** The whole shutdown on the scale of its grace, with the limits as lines. */
export const GraceStrip = ({
  shutdown: { graceMs, checkpointLimitMs },
  tookMs,
}: {
  readonly shutdown: Shutdown;
  readonly tookMs: number;
}) => {
  if (graceMs === undefined) return null;
  const spanMs = Math.max(graceMs, tookMs) * 1.06;
  const x = (ms: number): number => left + (ms / spanMs) * plotWidth;
  const limits: readonly Limit[] = [
    ...(checkpointLimitMs === undefined ? [] : [{ name: 'checkpoints', ms: checkpointLimitMs }]),
    { name: 'grace', ms: graceMs },
  ];
  const said = limits.map(({ name, ms }) => `${name} ${duration(ms)}`).join(', ');
  const label = `took ${duration(tookMs)}; limits: ${said}`;
  return (
    <svg class="waterfall strip" viewBox="0 0 640 44" role="img" aria-label={label}>
      <line class="axis" x1={left} x2={left + plotWidth} y1="30" y2="30" />
      <rect
        class={tookMs > graceMs ? 'bar late' : 'bar'}
        x={left}
        y="20"
        width={Math.max(2, x(tookMs) - left)}
        height="10"
      />
      <text class="b" x={x(tookMs) + 6} y="28">
        {duration(tookMs)}
      </text>
      {limits.map(({ name, ms }) => (
        <g key={name}>
          <line class="limit" x1={x(ms)} x2={x(ms)} y1="14" y2="36" />
          <text x={x(ms)} y="10" text-anchor="middle">
            {name} {duration(ms)}
          </text>
        </g>
      ))}
    </svg>
  );
};
