import type { LoadRow } from '../../harness/core/report-model.ts';

const bins = 40;
const everyMs = 250;

/** A made-up load: a kill in the middle, with a bump of latency behind it. */
const seriesOf = (isKill: boolean): NonNullable<LoadRow['series']> => {
  const all = Array.from({ length: bins }, (_, at) => ({ at, hit: isKill && at > 16 && at < 20 }));
  return {
    fromMs: 0,
    everyMs,
    arrived: all.map(() => 50),
    done: all.map(({ hit }) => (hit ? 44 : 50)),
    failed: all.map(({ at }) => (isKill && at === 17 ? 3 : 0)),
    dropped: all.map(() => 0),
    p50: all.map(({ hit }) => (hit ? 80 : 21)),
    p99: all.map(({ at, hit }) => (at === 18 && hit ? null : hit ? 120 : 44)),
  };
};

const partOf = (name: string, requests: number, failed: number) => ({
  name,
  requests,
  failed,
  dropped: 0,
  p50: 21,
  p95: 38,
  p99: 44,
  codes: failed > 0 ? { coreConnection: failed } : {},
  longestGapMs: failed > 0 ? 131 : 22,
  gapAtMs: 4_250,
});

const baseline: LoadRow = {
  profile: 'baseline',
  requests: 2_000,
  failed: 0,
  dropped: 0,
  p50: 21,
  p95: 38,
  p99: 44,
  longestGapMs: 22,
  thresholds: { 'failed = 0': true },
  lost: 0,
  twice: 0,
  rateAsked: 200,
  rateReached: 199.8,
  durationMs: 10_000,
  machine: { median: 0.61, most: 0.84, saturated: false },
  timings: { RETRY_BASE_DELAY_MS: 10 },
  windows: [{ ...partOf('whole', 2_000, 0), fromMs: 0, toMs: 10_000 }],
  paths: [partOf('sync', 1_000, 0), partOf('queue', 1_000, 0)],
  bands: [],
  series: seriesOf(false),
};

/** Two loads: one without a fault, one in which a kill was seen by three callers. */
export const sampleLoad: readonly LoadRow[] = [
  baseline,
  {
    ...baseline,
    profile: 'kill',
    failed: 3,
    longestGapMs: 131,
    gapLimit: { ms: 100, because: 'what fails at once' },
    thresholds: { 'failed = 0': false, 'gap ≤ 100 ms': false },
    switchMs: 1_020,
    windows: [
      { ...partOf('before', 850, 0), fromMs: 0, toMs: 4_250 },
      { ...partOf('during', 600, 3), fromMs: 4_250, toMs: 7_250 },
      { ...partOf('after', 550, 0), fromMs: 7_250, toMs: 10_000 },
    ],
    paths: [partOf('sync', 1_000, 3), partOf('queue', 1_000, 0)],
    bands: [
      { id: 1, fault: 'kill', target: 'core', family: 'process', fromMs: 4_250, toMs: 7_250 },
    ],
    series: seriesOf(true),
  },
];
