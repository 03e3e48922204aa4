import type { LoadRow, ReportModel } from '../../harness/core/report-model.ts';
import { counted, duration, grouped } from './numbers.ts';

/** ms with as many digits as they deserve; a dash where nothing was measured. */
export const loadTime = (ms: number | null | undefined): string => {
  if (ms === null || ms === undefined) return '–';
  return ms < 10 ? `${ms.toFixed(1)} ms` : duration(ms);
};

/** Failures, with those that a hang explains. */
export const failedText = ({ failed, failedInHang = 0 }: LoadRow): string =>
  failedInHang === 0 ? grouped(failed) : `${grouped(failed)} (${grouped(failedInHang)} hung)`;

/** The longest gap beside what it may be. */
export const gapText = ({ longestGapMs, gapLimit }: LoadRow): string =>
  gapLimit === undefined
    ? loadTime(longestGapMs)
    : `${loadTime(longestGapMs)} of ${loadTime(gapLimit.ms)}`;

/** How busy the machine was; saturated: the times are worth nothing. */
export const machineText = ({ machine }: LoadRow): string => {
  if (machine === undefined) return '–';
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  if (machine.saturated) return `${percent(machine.median)}, saturated`;
  return `${percent(machine.median)} to ${percent(machine.most)}`;
};

/** Whether everything that was asked of a load was reached. */
export const loadReached = ({ thresholds }: LoadRow): boolean =>
  Object.values(thresholds).every(Boolean);

/** Thresholds that were not reached. */
export const loadMissed = ({ thresholds }: LoadRow): readonly string[] =>
  Object.entries(thresholds).flatMap(([name, reached]) => (reached ? [] : [name]));

/** One word for a load: its times on a saturated machine are not judged. */
export const loadStatus = (row: LoadRow): 'held' | 'violated' | 'unknown' => {
  if (loadReached(row)) return 'held';
  const onlyTimes = loadMissed(row).every((name) => /^(gap|dropped)/.test(name));
  return onlyTimes && (row.machine?.saturated === true || row.dropped > 0) ? 'unknown' : 'violated';
};

/** Error codes with their numbers: `coreTimeout 12, TIMEOUT 3`. */
export const codesText = (codes: Readonly<Record<string, number>>): string =>
  Object.entries(codes)
    .toSorted(([, one], [, other]) => other - one)
    .map(([code, count]) => `${code} ${grouped(count)}`)
    .join(', ');

/** What was asked, in one sentence; empty where no load was run. */
export const loadSentence = ({ load }: ReportModel): string => {
  const [first] = load ?? [];
  if (first === undefined) return '';
  const { rateAsked, durationMs } = first;
  const shape =
    rateAsked === undefined || durationMs === undefined
      ? ''
      : `${grouped(rateAsked)} arrivals a second for ${duration(durationMs)}, `;
  const base = first.timings?.RETRY_BASE_DELAY_MS;
  const retry = base === undefined ? '' : `, retries from ${loadTime(base)}`;
  return `${shape}${counted(load?.length ?? 0, 'run')}${retry}`;
};

/** Heads of the table of loads, the same in every format. */
export const loadHeads = [
  'Profile',
  'Requests',
  'Failed',
  'Lost',
  'Twice',
  'Dropped',
  'p50',
  'p95',
  'p99',
  'Longest gap',
  'Switched after',
  'Machine busy',
] as const;

/** The cells of one load under those heads. */
export const loadCells = (row: LoadRow): readonly string[] => [
  row.profile,
  grouped(row.requests),
  failedText(row),
  row.lost === undefined ? '–' : grouped(row.lost),
  row.twice === undefined ? '–' : grouped(row.twice),
  grouped(row.dropped),
  loadTime(row.p50),
  loadTime(row.p95),
  loadTime(row.p99),
  gapText(row),
  loadTime(row.switchMs),
  machineText(row),
];
