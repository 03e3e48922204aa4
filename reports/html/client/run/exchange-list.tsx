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
  readonly at: number;
  readonly place: number;
  readonly state: TimelineState;
}

const Line = ({ row, at, place, state }: LineProps) => {
  const selected = state.selected.value === at;
  const witness = state.witnesses.has(row.index);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the grid points to it by its id
    // biome-ignore lint/a11y/useSemanticElements: too many rows for a whole table
    <div
      role="row"
      id={`x${row.index}`}
      class={`xrow${witness ? ' witness' : ''}${selected ? ' selected' : ''}`}
      aria-selected={selected}
      aria-rowindex={place + 2}
      style={printing.value ? undefined : { top: `${place * rowHeight}px` }}
      title={titleOf(row)}
      onClick={() => selectExchange(state, at)}
    >
      {/* biome-ignore-start lint/a11y/useSemanticElements: cells of that row */}
      {/* biome-ignore-start lint/a11y/useFocusableInteractive: cells of that row */}
      <span role="gridcell">{(row.atMs / 1000).toFixed(3)}</span>
      <span role="gridcell">{row.link.replace('>', ' → ')}</span>
      <span role="gridcell" class="code">
        {shortId(row)}
      </span>
      <span role="gridcell" class={toneOf(row)}>
        {outcomeOf(row).replace(/ \(.*/, '')} <i>{tookText(row)}</i>
      </span>
      {/* biome-ignore-end lint/a11y/useFocusableInteractive: cells of that row */}
      {/* biome-ignore-end lint/a11y/useSemanticElements: cells of that row */}
    </div>
  );
};

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
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = Math.min(places.length - 1, Math.max(0, selectedPlace + by));
    selectExchange(state, places[next] ?? -1);
  };
  const active = exchanges[state.selected.value];
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
      {/* biome-ignore lint/a11y/useSemanticElements: too many rows for a whole table */}
      <div
        class="xlist"
        ref={place}
        role="grid"
        tabIndex={0}
        aria-label="Exchanges"
        aria-rowcount={places.length + 1}
        aria-activedescendant={active && selectedPlace >= 0 ? `x${active.index}` : undefined}
        onScroll={onScroll}
        onKeyDown={move}
      >
        {/* biome-ignore-start lint/a11y/useSemanticElements: the head of that grid */}
        {/* biome-ignore-start lint/a11y/useFocusableInteractive: the head of that grid */}
        <div role="row" class="xhead" aria-rowindex={1}>
          <span role="columnheader">At, s</span>
          <span role="columnheader">Link</span>
          <span role="columnheader">Call, key</span>
          <span role="columnheader">Result</span>
        </div>
        {/* biome-ignore-end lint/a11y/useFocusableInteractive: the head of that grid */}
        {/* biome-ignore-end lint/a11y/useSemanticElements: the head of that grid */}
        {/* biome-ignore lint/a11y/useSemanticElements: the body of that grid */}
        <div
          class="xspace"
          role="rowgroup"
          style={printing.value ? undefined : { height: `${places.length * rowHeight}px` }}
        >
          {places.slice(first, last).map((at, offset) => {
            const row = exchanges[at];
            return (
              row && <Line key={row.index} row={row} at={at} place={first + offset} state={state} />
            );
          })}
        </div>
      </div>
    </div>
  );
};
