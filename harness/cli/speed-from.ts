import type { ReportModel } from '../core/report-model.ts';

/** What speeds are made of: amounts that can be added up. */
export interface SpeedAmounts {
  readonly virtualMs: number;
  readonly realMs: number;
  readonly exchanges: number;
}

/** The speed of simulation, with the amounts it came from. */
export const speedFrom = (amounts: SpeedAmounts): NonNullable<ReportModel['speed']> => {
  const realMs = Math.max(1, amounts.realMs);
  return {
    virtualSecondsPerRealSecond: amounts.virtualMs / realMs,
    exchangesPerSecond: (amounts.exchanges / realMs) * 1_000,
    ...amounts,
  };
};
