import { findK6 } from '../../harness/tools/find-k6.ts';
import { profiles } from '../profiles/profiles.ts';
import type { Figures } from './failover/figures.ts';
import { measurePeer } from './failover/measure-peer.ts';
import { measureStack } from './failover/measure-stack.ts';
import { haproxy, isInstalled, nginx } from './failover/peer.ts';
import type { BenchOptions } from './main.ts';
import { median, range } from './table.ts';

const ratePerSecond = 200;
const leastMs = 2_000;
const usualMs = 10_000;
const own = 'reference stack';

type Rounds = Record<string, Record<string, Figures[]>>;

/** Failed, longest gap and executed twice, under the same client and the same faults. */
export async function benchFailover({ rounds, durationMs, print }: BenchOptions): Promise<void> {
  const k6 = findK6()?.path;
  if (k6 === undefined) {
    print('no k6 was found (npx holdfast doctor --install): failover is not measured');
    return;
  }
  // The usual length of a measurement is too short for a watchdog to see anything.
  const load = { ratePerSecond, durationMs: durationMs >= leastMs ? durationMs : usualMs };
  const peers = [nginx, haproxy].filter((peer) => {
    const found = isInstalled(peer);
    if (!found) print(`${peer.name} is not installed: it is left out`);
    return found;
  });
  const measured: Rounds = {};
  const add = (profile: string, name: string, figures: Figures) => {
    measured[profile] ??= {};
    const ofProfile = measured[profile];
    ofProfile[name] = [...(ofProfile[name] ?? []), figures];
  };
  for (let round = 0; round < rounds; round++) {
    print(`round ${round + 1} of ${rounds}: ${ratePerSecond}/s for ${load.durationMs} ms each`);
    for (const profile of profiles) {
      for (const peer of peers) {
        add(profile.name, peer.name, await measurePeer({ peer, profile: profile.name, load, k6 }));
      }
      add(profile.name, own, await measureStack({ profile, load, k6 }));
    }
  }
  for (const line of linesOf(measured)) print(line);
}

/** One line for each contender and fault; the ratio is its gap to ours. */
function linesOf(measured: Rounds): readonly string[] {
  const head = [
    '',
    'requests',
    'failed',
    'executed twice',
    'dropped',
    'longest gap ms',
    'gap : ours',
  ];
  const body = Object.entries(measured).flatMap(([profile, contenders]) => {
    const gaps = (name: string) => (contenders[name] ?? []).map((one) => one.longestGapMs);
    return Object.entries(contenders).map(([name, all]) => {
      const cell = (part: keyof Figures) => range(all.map((one) => one[part]));
      const ratio = `${(median(gaps(name)) / median(gaps(own))).toFixed(2)}×`;
      const cells = (['requests', 'failed', 'twice', 'dropped', 'longestGapMs'] as const).map(cell);
      return [`${profile}: ${name}`, ...cells, ratio];
    });
  });
  const lines = [head, ...body];
  const widths = head.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)))
      .join('  '),
  );
}
