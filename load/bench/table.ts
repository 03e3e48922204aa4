/** One thing that was measured: its values per target, one for each round. */
export interface Column {
  readonly title: string;
  readonly better: 'more' | 'less';
  readonly values: Record<string, number[]>;
}

/** The lines of the table: median and range for each target, and each target's ratio to `real`. */
export function table(
  columns: readonly Column[],
  targets: readonly { readonly name: string }[],
): readonly string[] {
  const head = ['', ...targets.map(({ name }) => name), 'embedded : real'];
  const body = columns.map(({ title, better, values }) => [
    `${title} (${better} is better)`,
    ...targets.map(({ name }) => range(values[name])),
    ratio(values.embedded, values.real),
  ]);
  const lines = [head, ...body];
  const widths = head.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((text, index) => {
        const width = widths[index] ?? 0;
        return index === 0 ? text.padEnd(width) : text.padStart(width);
      })
      .join('  '),
  );
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

/** The median with the least and the most; a dash when nothing was measured. */
export function range(values: readonly number[] | undefined): string {
  if (values === undefined || values.length === 0) return '–';
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${show(median(values))} (${show(least)}–${show(most)})`;
}

function ratio(one: readonly number[] | undefined, other: readonly number[] | undefined): string {
  if (!one?.length || !other?.length) return '–';
  return `${(median(one) / median(other)).toFixed(2)}×`;
}

function show(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
