import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ExchangeRow } from '../../../../harness/core/run-detail.ts';
import { outcomeOf } from '../../../detail/outcome-of.ts';
import { grouped } from '../../../words/numbers.ts';
import { printing } from '../page-state.ts';
import { selectExchange, type TimelineState } from './timeline-state.ts';

const rowHeight = 24;
const extraRows = 8;
const printedRows = 40;

const shortId = ({ callId, key }: ExchangeRow): string => {
  const id = callId ?? key ?? '';
  return id.length > 14 ? `${id.slice(0, 13)}…` : id;
};

const tookText = ({ atMs, endMs }: ExchangeRow): string =>
  endMs === undefined ? 'open' : `${grouped(Math.round(endMs - atMs))} ms`;

const wordsOf = (row: ExchangeRow): string =>
  [row.link, row.method, row.path, row.callId, row.key, outcomeOf(row)].join(' ').toLowerCase();

const toneOf = (row: ExchangeRow): string => {
  if (row.class === 'answered') return (row.status ?? 0) >= 500 ? 'violated' : '';
  return row.endedByCaller ? 'unknown' : 'violated';
};

const titleOf = (row: ExchangeRow): string => {
  const steps = row.steps.length > 0 ? `, touched by step ${row.steps.join(', ')}` : '';
  return `${row.method} ${row.path}: ${outcomeOf(row)}${steps}`;
};

interface LineProps {
  readonly row: ExchangeRow;
  readonly place: number;
  readonly state: TimelineState;
  readonly selected: boolean;
  /** Only one row is on the way of the Tab key. */
  readonly onTheWay: boolean;
  readonly select: (place: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const Line = ({ row, place, state, selected, onTheWay, select, onKeyDown }: LineProps) => (
  <tr
    id={`x${row.index}`}
    class={`xrow${state.witnesses.has(row.index) ? ' witness' : ''}${selected ? ' selected' : ''}`}
    aria-rowindex={place + 2}
    title={titleOf(row)}
  >
    <td>
      <button
        type="button"
        tabIndex={onTheWay ? 0 : -1}
        aria-pressed={selected}
        onClick={() => select(place)}
        onKeyDown={onKeyDown}
      >
        {(row.atMs / 1000).toFixed(3)}
      </button>
    </td>
    <td>{row.link.replace('>', ' → ')}</td>
    <td class="code">{shortId(row)}</td>
    <td class={toneOf(row)}>
      {outcomeOf(row).replace(/ \(.*/, '')} <i>{tookText(row)}</i>
    </td>
  </tr>
);

/** Stands for the rows that are out of sight. */
const Space = ({ rows }: { readonly rows: number }) =>
  rows > 0 ? (
    <tbody aria-hidden="true">
      <tr class="xspace">
        <td colSpan={4} style={{ height: `${rows * rowHeight}px` }} />
      </tr>
    </tbody>
  ) : null;

const Head = () => (
  <thead>
    <tr aria-rowindex={1}>
      <th scope="col">At, s</th>
      <th scope="col">Link</th>
      <th scope="col">Call, key</th>
      <th scope="col">Result</th>
    </tr>
  </thead>
);

const useScroll = () => {
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(480);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { place, top, height, onScroll: () => setTop(place.current?.scrollTop ?? 0) };
};

/** Every exchange of the run; only the rows in sight are drawn. */
export const ExchangeList = ({ state }: { readonly state: TimelineState }) => {
  const { exchanges } = state.lists;
  const [filter, setFilter] = useState('');
  const places = useMemo(() => {
    const all = exchanges.map((_, at) => at);
    if (printing.value) {
      return all.filter((at) => state.witnesses.has(exchanges[at]?.index ?? -1));
    }
    const wanted = filter.trim().toLowerCase();
    if (!wanted) return all;
    return all.filter((at) => {
      const row = exchanges[at];
      return row !== undefined && wordsOf(row).includes(wanted);
    });
  }, [exchanges, filter, state, printing.value]);
  const { place, top, height, onScroll } = useScroll();
  const selectedPlace = places.indexOf(state.selected.value);
  useEffect(() => {
    const element = place.current;
    if (!element || selectedPlace < 0) return;
    const y = selectedPlace * rowHeight;
    if (y < element.scrollTop || y > element.scrollTop + element.clientHeight - rowHeight) {
      element.scrollTop = y - element.clientHeight / 2;
    }
  }, [selectedPlace, place]);
  const first = printing.value ? 0 : Math.max(0, Math.floor(top / rowHeight) - extraRows);
  const last = printing.value ? printedRows : Math.ceil((top + height) / rowHeight) + extraRows;
  const select = (to: number): void => selectExchange(state, places[to] ?? -1);
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    followFocus.current = true;
    select(Math.min(places.length - 1, Math.max(0, selectedPlace + by)));
  };
  const followFocus = useRef(false);
  useEffect(() => {
    if (!followFocus.current) return;
    followFocus.current = false;
    place.current?.querySelector<HTMLElement>('[aria-pressed=true]')?.focus();
  });
  const inSight = selectedPlace >= first && selectedPlace < last;
  const onTheWay = inSight ? selectedPlace : first;
  return (
    <div class={places.length > 0 ? 'exchanges' : 'exchanges none'}>
      <div class="bar">
        <span>
          <b>Exchanges</b> {grouped(places.length)}
          {places.length < exchanges.length && ` of ${grouped(exchanges.length)}`}
        </span>
        <input
          type="search"
          placeholder="Filter: call, link, result"
          aria-label="Filter exchanges"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </div>
      <div class="xlist" ref={place} onScroll={onScroll}>
        <table aria-label="Exchanges" aria-rowcount={places.length + 1}>
          <Head />
          <Space rows={printing.value ? 0 : first} />
          <tbody>
            {places.slice(first, last).map((at, offset) => {
              const row = exchanges[at];
              const here = first + offset;
              return (
                row && (
                  <Line
                    key={row.index}
                    row={row}
                    place={here}
                    state={state}
                    selected={here === selectedPlace}
                    onTheWay={here === onTheWay}
                    select={select}
                    onKeyDown={move}
                  />
                )
              );
            })}
          </tbody>
          <Space rows={printing.value ? 0 : places.length - last} />
        </table>
      </div>
    </div>
  );
};
