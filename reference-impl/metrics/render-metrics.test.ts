import fc from 'fast-check';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { renderMetrics } from './render-metrics.ts';
import { createTally } from './tally.ts';

const bounds = [0.1, 1, 10];
const label = fc.string({ unit: 'binary', maxLength: 8 });
const step = fc.record({
  labels: fc.record({ route: label, method: fc.constantFrom('GET', 'POST') }),
  value: fc.oneof(fc.constantFrom(0.1, 1, 10), fc.double({ min: 0, max: 20, noNaN: true })),
});

test('B5: a tally is written exactly as the library writes its own metrics', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const labelNames = ['route', 'method'];
      const facts = (name: string) => ({ name, help: `of ${name}` });
      const registers = [new Registry()];
      const plain = { labelNames, registers };
      const theirs = {
        counter: new Counter({ ...facts('c'), ...plain }),
        alone: new Counter({ ...facts('a'), registers }),
        gauge: new Gauge({ ...facts('g'), ...plain }),
        histogram: new Histogram({ ...facts('h'), ...plain, buckets: bounds }),
      };
      const tally = createTally();
      const count = tally.counter({ ...facts('c'), labels: labelNames });
      const countAlone = tally.counter(facts('a'));
      const first = steps.slice(0, 1).map(({ labels, value }) => ({ labels, value }));
      tally.gauge({ ...facts('g'), labels: labelNames }, () => first);
      const observe = tally.histogram({ ...facts('h'), labels: labelNames, bounds });
      for (const { labels, value } of steps) {
        theirs.counter.inc(labels, value);
        theirs.alone.inc();
        theirs.histogram.observe(labels, value);
        count(labels, value);
        countAlone();
        observe(labels, value);
      }
      for (const { labels, value } of first) theirs.gauge.set(labels, value);
      const { text, contentType } = await renderMetrics(tally.families());
      expect(text).toBe(await registers[0]?.metrics());
      expect(contentType).toContain('text/plain; version=0.0.4');
    }),
    { numRuns: 60 },
  );
});

test('B5: two programs in one process count apart, and one name stands for one metric', async () => {
  const [one, two] = [createTally(), createTally()];
  const facts = { name: 'things_total', help: 'Things' };
  one.counter(facts)();
  two.counter(facts);
  const textOf = async (tally: typeof one) => (await renderMetrics(tally.families())).text;
  expect(await textOf(one)).toContain('things_total 1');
  expect(await textOf(two)).toContain('things_total 0');
  expect(() => one.counter(facts)).toThrow('the metric things_total is counted twice');
});

test('labels that were not declared do not split a metric', () => {
  const tally = createTally();
  const count = tally.counter({ name: 'x', help: 'X', labels: ['route'] });
  count({ route: 'a', key: '1' });
  count({ route: 'a', key: '2' });
  const labels = { route: 'a' };
  expect(tally.families()).toMatchObject([{ samples: [{ labels, value: 2 }] }]);
});
