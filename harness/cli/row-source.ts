import type { RunStatus } from '../core/verdict.ts';
import type { JobResult } from '../suite.ts';
import { wordOf } from './progress.ts';

/** A scenario's run: its own judgement, spoiled when its control run did not hold. */
export interface RowSource {
  readonly result: JobResult;
  readonly status: RunStatus;
  readonly reasons: readonly string[];
  readonly control: JobResult | undefined;
}

/** The status of one result with its control run taken into account. */
export const rowSource = (result: JobResult, control: JobResult | undefined): RowSource => {
  if (result.ended === 'skipped') {
    return { result, control, status: 'skipped', reasons: [result.because] };
  }
  if (result.ended === 'unknown') {
    return { result, control, status: 'unknown', reasons: [result.because] };
  }
  const { status } = result.judgement;
  const isBroken = result.purpose === 'control' && status === 'violated';
  const reasons = isBroken
    ? ['fails without faults', ...result.judgement.reasons]
    : result.judgement.reasons;
  if (status === 'violated' || result.purpose !== 'scenario')
    return { result, control, status, reasons };
  const controlHeld = control?.ended === 'judged' && control.judgement.status === 'held';
  if (controlHeld) return { result, control, status, reasons };
  const why =
    control === undefined
      ? 'its control run was not made'
      : `its control run (no faults) was ${wordOf(control)}: ${rowSource(control, undefined).reasons[0] ?? ''}`;
  return { result, control, status: 'unknown', reasons: [why, ...reasons] };
};
