import type { Happening, HappeningFacts } from './dashboard-state.ts';

/** A happening with its place in the stream of this life. */
export interface Numbered {
  readonly number: number;
  readonly happening: Happening;
}

/** The last happenings of this life of `web`. */
export interface Happenings {
  /** Takes note; `id` when it has one that outlives this process. */
  add(facts: HappeningFacts, at: { readonly atMs: number; readonly id?: string }): void;
  /** Those that are new or counted up since a number, in order. */
  since(number: number): readonly Numbered[];
  readonly last: number;
}

const failoversKept = 30;
const othersKept = 50;

/**
 * Keeps the last happenings. Under load each call may fail over: equal failovers, with nothing else
 * in between, are one happening that is counted up, so that what matters stays in sight.
 */
export function createHappenings(life: string, changed: () => void): Happenings {
  let kept: Numbered[] = [];
  let last = 0;

  const put = (happening: Happening): void => {
    last += 1;
    kept = kept.filter((one) => one.happening.id !== happening.id);
    kept.push({ number: last, happening });
    kept = [...trimmed(kept)];
    changed();
  };
  return {
    add(facts, { atMs, id }) {
      const before = kept.at(-1)?.happening;
      if (before !== undefined && areEqualFailovers(before, facts)) {
        put({ ...before, lastAtMs: atMs, count: before.count + 1 });
        return;
      }
      if (id !== undefined && kept.some((one) => one.happening.id === id)) return;
      put({ ...facts, id: id ?? `${life}.${last + 1}`, atMs, lastAtMs: atMs, count: 1 });
    },
    since: (number) => kept.filter((one) => one.number > number),
    get last() {
      return last;
    },
  };
}

function areEqualFailovers(before: Happening, next: HappeningFacts): boolean {
  if (before.kind !== 'failover' || next.kind !== 'failover') return false;
  return (
    before.route === next.route && before.trigger === next.trigger && before.reason === next.reason
  );
}

function* trimmed(kept: readonly Numbered[]): Generator<Numbered> {
  const isFailover = ({ happening }: Numbered): boolean => happening.kind === 'failover';
  const failovers = kept.filter(isFailover).length;
  let surplusFailovers = failovers - failoversKept;
  let surplusOthers = kept.length - failovers - othersKept;
  for (const one of kept) {
    const isSurplus = isFailover(one) ? surplusFailovers-- > 0 : surplusOthers-- > 0;
    if (!isSurplus) yield one;
  }
}
