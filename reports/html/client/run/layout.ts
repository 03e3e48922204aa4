import type { FaultFamily } from '../../../../harness/core/fault.ts';
import type { LightDetail } from '../../page-data.ts';
import { families } from '../family.tsx';
import type { Stretch } from './timeline-state.ts';

/** One row of the timeline; `top` and `height` are px. */
export interface Row {
  readonly kind: 'family' | 'latency' | 'outcomes' | 'process' | 'state' | 'queue' | 'checkpoints';
  readonly label: string;
  readonly top: number;
  readonly height: number;
}

/** Where everything stands in the timeline of one run. */
export interface Layout {
  readonly rows: readonly Row[];
  readonly height: number;
  /** From the latency to the last lane: where the bands are. */
  readonly bandsTop: number;
}

/** A moment's place in px for a shown stretch and a width. */
export type X = (atMs: number) => number;

const heights: Readonly<Record<Row['kind'], number>> = {
  family: 17,
  latency: 190,
  outcomes: 46,
  process: 16,
  state: 20,
  queue: 36,
  checkpoints: 18,
};
const axisHeight = 20;
const gapBefore: Readonly<Partial<Record<Row['kind'], number>>> = { latency: 10, outcomes: 14 };

/** The families that the steps of a run use. */
export const familiesUsed = (detail: LightDetail): readonly FaultFamily[] =>
  families.filter((family) => detail.steps.some((step) => step.family === family));

/** The rows of a run's timeline, one under the other. */
export const layoutOf = (detail: LightDetail): Layout => {
  const { lanes } = detail;
  const wanted: readonly (readonly [Row['kind'], string])[] = [
    ...familiesUsed(detail).map((family) => ['family', family] as const),
    ['latency', 'Latency'],
    ['outcomes', 'Outcomes'],
    ...lanes.processes.map(({ role }) => ['process', role] as const),
    ...lanes.states.map(({ name }) => ['state', name] as const),
    ...(lanes.queue.length > 0 ? [['queue', 'queue depth'] as const] : []),
    ...(lanes.checkpoints.length > 0 ? [['checkpoints', 'checkpoints'] as const] : []),
  ];
  const rows: Row[] = [];
  let top = axisHeight;
  let before: Row['kind'] | undefined;
  for (const [kind, label] of wanted) {
    top += before === kind ? 0 : (gapBefore[kind] ?? 6);
    rows.push({ kind, label, top, height: heights[kind] });
    top += heights[kind];
    before = kind;
  }
  const bandsTop = rows.find((row) => row.kind === 'latency')?.top ?? axisHeight;
  return { rows, height: top + axisHeight + 4, bandsTop };
};

/** Places moments of a stretch on a width. */
export const xOf =
  ({ fromMs, toMs }: Stretch, width: number): X =>
  (atMs) =>
    Math.min(width, Math.max(0, ((atMs - fromMs) / (toMs - fromMs)) * width));
