import type { ReportModel, ReportRun } from '../../harness/core/report-model.ts';
import { duration, grouped, listed } from './numbers.ts';

/** Which proxy stood between the services; ours never goes by the name of the real one. */
export const proxyText = ({
  backend,
  version,
}: ReportModel['environment']['toxiproxy']): string => {
  if (version === 'none started') return 'none started';
  return backend === 'real'
    ? `Toxiproxy ${version}`
    : `embedded proxy (speaks the API of Toxiproxy ${version})`;
};

/** How fast simulation was; empty when nothing was simulated. */
export const speedText = (speed: ReportModel['speed']): string => {
  if (speed === undefined) return '';
  const virtual = grouped(Math.round(speed.virtualSecondsPerRealSecond * 10) / 10);
  const exchanges = grouped(Math.round(speed.exchangesPerSecond));
  return `${virtual} virtual s per real s, ${exchanges} exchanges per s`;
};

/** Seeds as people write them: `seed 7`, `seeds 1 to 40, 61`. */
export const seedsText = ({ seed, seeds }: Pick<ReportRun, 'seed' | 'seeds'>): string => {
  const ranges = seeds ?? [[seed, seed]];
  const texts = ranges.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`));
  const isOne = ranges.length === 1 && ranges[0]?.[0] === ranges[0]?.[1];
  return `${isOne ? 'seed' : 'seeds'} ${listed(texts)}`;
};

/** Virtual time beside the CPU time that it took; empty for a live run. */
export const virtualText = ({ virtualMs, wallMs }: ReportRun): string => {
  if (virtualMs === undefined) return '';
  const factor = grouped(Math.round(virtualMs / Math.max(1, wallMs)));
  return `${duration(virtualMs)} virtual in ${duration(wallMs)} (${factor}×)`;
};
