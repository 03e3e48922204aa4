import type { ReportModel } from '../../harness/core/report-model.ts';
import type { PastRun } from '../../harness/core/run-detail.ts';

/** What a run of all planted bugs found. */
export const sampleZoo: NonNullable<ReportModel['zoo']> = [
  {
    bug: 'timeout-fails-over',
    stands_for: 'G3',
    caughtBy: ['no-timeout-failover'],
    schedules: 1,
    minimalFaults: 1,
    status: 'caught',
  },
  {
    bug: 'ack-before-write',
    stands_for: 'G11',
    caughtBy: ['no-lost-messages', 'accepted-is-durable'],
    schedules: 3,
    minimalFaults: 2,
    status: 'caught',
  },
  {
    bug: 'stale-state',
    stands_for: 'G14',
    caughtBy: [],
    schedules: 10,
    minimalFaults: 0,
    status: 'missed',
  },
];

const pastAt = (day: number, status: PastRun['status']): PastRun => ({
  startedAt: `2026-11-${day}T06:12:00.000Z`,
  commit: `c0ffee${day}`,
  status,
  seed: 7041,
  held: status === 'held' ? 5 : 4,
  runs: 6,
  effective: 66,
  wallMs: 90_000 + day * 500,
  command: 'npx holdfast run --seed 7041',
  scenarios: { 'core-hangs': 'held' },
  lost: 0,
});

/** Two earlier runs of the same command. */
export const samplePast: readonly PastRun[] = [pastAt(20, 'held'), pastAt(21, 'unknown')];
