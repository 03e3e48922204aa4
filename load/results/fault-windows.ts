import type { History } from '../../harness/core/history.ts';

/** A fault while it was at work. */
export interface LoadBand {
  readonly id: number;
  readonly fault: string;
  readonly target: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A stretch of the load. The first has no beginning, the last no end: every arrival is in one. */
export interface LoadWindow {
  readonly name: 'whole' | 'before' | 'during' | 'after';
  readonly fromMs: number;
  readonly toMs: number;
}

/** The faults of a run as bands; one without an end lasted to the end of the run. */
export const faultBands = (history: History): readonly LoadBand[] => {
  const endMs = history.events.at(-1)?.atMs ?? 0;
  return history.events.flatMap((event): readonly LoadBand[] => {
    if (event.type !== 'faultInjected') return [];
    const healed = history.events.find(
      (other) => other.type === 'faultHealed' && other.step === event.step.id,
    );
    const { id, kind: fault, target } = event.step;
    return [{ id, fault, target, fromMs: event.atMs, toMs: healed?.atMs ?? endMs }];
  });
};

/** Before, while and after any fault was at work; one window where there was none. */
export const faultWindows = (
  bands: readonly Pick<LoadBand, 'fromMs' | 'toMs'>[],
): readonly LoadWindow[] => {
  const always = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  if (bands.length === 0) return [{ name: 'whole', ...always }];
  const fromMs = Math.min(...bands.map((band) => band.fromMs));
  const toMs = Math.max(...bands.map((band) => band.toMs));
  return [
    { name: 'before', fromMs: always.fromMs, toMs: fromMs },
    { name: 'during', fromMs, toMs },
    { name: 'after', fromMs: toMs, toMs: always.toMs },
  ];
};

/** Whether an instant is in a window; the end belongs to the next. */
export const isIn = ({ fromMs, toMs }: LoadWindow, atMs: number): boolean =>
  atMs >= fromMs && atMs < toMs;
