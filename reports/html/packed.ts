/** Rows as columns: numbers as they are, everything else as places in a list of distinct values. */
export interface Packed {
  readonly size: number;
  readonly columns: Readonly<Record<string, PackedColumn>>;
}

type PackedColumn =
  | { readonly numbers: readonly (number | null)[] }
  | { readonly places: readonly (number | null)[]; readonly values: readonly unknown[] };

const packColumn = (cells: readonly unknown[]): PackedColumn => {
  const numeric = cells.every((cell) => cell === undefined || Number.isFinite(cell));
  // The line above has looked at every cell.
  if (numeric) return { numbers: cells.map((cell) => (cell ?? null) as number | null) };
  const places = new Map<string, number>();
  const values: unknown[] = [];
  const placeOf = (cell: unknown): number => {
    const text = JSON.stringify(cell);
    const place = places.get(text) ?? values.push(cell) - 1;
    places.set(text, place);
    return place;
  };
  return { places: cells.map((cell) => (cell === undefined ? null : placeOf(cell))), values };
};

/** Packs rows of JSON values; what a row lacks stays lacking. */
export const packRows = (rows: readonly object[]): Packed => {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const columns: [string, PackedColumn][] = [...names].map((name) => {
    // Any object can be read by name; a missing property is undefined.
    const cells = rows.map((row) => (row as Readonly<Record<string, unknown>>)[name]);
    return [name, packColumn(cells)];
  });
  return { size: rows.length, columns: Object.fromEntries(columns) };
};

/** The rows that were packed; the caller knows their type. */
export const unpackRows = <Row extends object>({ size, columns }: Packed): Row[] => {
  const rows = Array.from({ length: size }, () => ({}) as Record<string, unknown>);
  for (const [name, column] of Object.entries(columns)) {
    const cells = 'numbers' in column ? column.numbers : column.places;
    for (let at = 0; at < size; at++) {
      const cell = cells[at];
      const row = rows[at];
      if (cell === null || cell === undefined || !row) continue;
      row[name] = 'values' in column ? column.values[cell] : cell;
    }
  }
  return rows as Row[]; // what was packed as Row comes out as Row
};
