/** The labels of one sample, by name. */
export type Labels = Readonly<Record<string, string>>;

/** What a metric is called, what it tells, and by which labels it is split. */
export interface MetricFacts {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** One number under its labels. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** Durations under one set of labels: how many fell under each bound, their sum and number. */
export interface Spread {
  readonly labels: Labels;
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

/** One metric with all that is known of it now. */
export type Family =
  | (MetricFacts & { readonly type: 'counter' | 'gauge'; readonly samples: readonly Sample[] })
  | (MetricFacts & {
      readonly type: 'histogram';
      readonly bounds: readonly number[];
      readonly spreads: readonly Spread[];
    });

/** Adds to a counter; by 1 when nothing is said. */
export type Count = (labels?: Labels, by?: number) => void;

/** Adds one measured value to a histogram. */
export type Observe = (labels: Labels, value: number) => void;

/**
 * The numbers of one started program. It belongs to that program alone, costs a map look-up a count,
 * and knows no format: what turns it into text is loaded when somebody asks.
 */
export interface Tally {
  counter(facts: MetricFacts): Count;
  histogram(facts: MetricFacts & { readonly bounds: readonly number[] }): Observe;
  /** Its values are read when somebody asks, never before. */
  gauge(facts: MetricFacts, read: () => readonly Sample[]): void;
  families(): readonly Family[];
}

/** Creates an empty tally. */
export function createTally(): Tally {
  const reads = new Map<string, () => Family>();

  const own = (facts: MetricFacts, read: () => Family): void => {
    if (reads.has(facts.name)) throw new Error(`the metric ${facts.name} is counted twice`);
    reads.set(facts.name, read);
  };
  return {
    counter(facts) {
      const samples = new Map<string, { labels: Labels; value: number }>();
      // A counter without labels is 0 from the start, so that its first step can be seen.
      if (!facts.labels?.length) samples.set('', { labels: {}, value: 0 });
      own(facts, () => ({ ...facts, type: 'counter', samples: [...samples.values()] }));
      return (labels = {}, by = 1) => {
        const sample = ofLabels(samples, facts, labels, (kept) => ({ labels: kept, value: 0 }));
        sample.value += by;
      };
    },
    histogram(facts) {
      const { bounds } = facts;
      const spreads = new Map<string, Growing>();
      own(facts, () => ({ ...facts, type: 'histogram', bounds, spreads: [...spreads.values()] }));
      const empty = (labels: Labels): Growing => {
        return { labels, counts: bounds.map(() => 0), sum: 0, count: 0 };
      };
      return (labels, value) => {
        const spread = ofLabels(spreads, facts, labels, empty);
        const at = bounds.findIndex((bound) => value <= bound);
        if (at >= 0) spread.counts[at] = (spread.counts[at] ?? 0) + 1;
        spread.sum += value;
        spread.count += 1;
      };
    },
    gauge(facts, read) {
      own(facts, () => ({ ...facts, type: 'gauge', samples: read() }));
    },
    families: () => [...reads.values()].map((read) => read()),
  };
}

interface Growing extends Spread {
  counts: number[];
  sum: number;
  count: number;
}

function ofLabels<T>(
  known: Map<string, T>,
  { labels: names = [] }: MetricFacts,
  labels: Labels,
  create: (labels: Labels) => T,
): T {
  let key = '';
  for (const name of names) key += `${labels[name] ?? ''}\u0000`;
  const found = known.get(key);
  if (found !== undefined) return found;
  // Only the declared labels are kept, each once: nothing else may split the metric.
  const kept = Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));
  const made = create(kept);
  known.set(key, made);
  return made;
}
