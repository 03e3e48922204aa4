import { useEffect, useState } from 'preact/hooks';
import { counted, listed } from '../../../words/numbers.ts';
import type { PageData } from '../../page-data.ts';
import { hash, printing } from '../page-state.ts';
import { Section } from '../section.tsx';
import { Status, type StatusName, statusWord } from '../status.tsx';

const statuses = ['violated', 'unknown', 'inert', 'gap', 'notRunHere', 'held'] as const;
type Filter = (typeof statuses)[number] | 'open' | 'all';

interface Row {
  readonly id: string;
  readonly text: string;
  readonly status: (typeof statuses)[number];
  readonly evidence: readonly string[];
}

const rowsOf = ({ report, requirements }: PageData): readonly Row[] => {
  const texts = new Map(requirements.map(({ id, text }) => [id, text]));
  return report.requirements.map((row) => ({ ...row, text: texts.get(row.id) ?? '' }));
};

const matches = (row: Row, filter: Filter, search: string): boolean => {
  const words = `${row.id} ${row.text} ${row.evidence.join(' ')}`.toLowerCase();
  if (search) return words.includes(search.toLowerCase());
  if (filter === 'all') return true;
  return filter === 'open' ? row.status !== 'held' : row.status === filter;
};

const Map_ = ({ rows }: { readonly rows: readonly Row[] }) => {
  const groups = [...Map.groupBy(rows, ({ id }) => /^\D*/.exec(id)?.[0] ?? '')];
  return (
    <div class="reqmap">
      {groups.map(([group, list]) => (
        <div class="row" key={group}>
          {list.map(({ id, status, text }) => {
            const name = `${id}, ${statusWord(status)}`;
            return (
              <a
                key={id}
                class={status}
                href={`#req-${id}`}
                title={`${text}: ${name}`}
                aria-label={name}
              >
                {id}
              </a>
            );
          })}
        </div>
      ))}
    </div>
  );
};

interface FiltersProps {
  readonly rows: readonly Row[];
  readonly filter: Filter;
  readonly setFilter: (filter: Filter) => void;
  readonly search: string;
  readonly setSearch: (search: string) => void;
}

const Filters = ({ rows, filter, setFilter, search, setSearch }: FiltersProps) => {
  const count = (wanted: Filter): number => rows.filter((row) => matches(row, wanted, '')).length;
  const button = (wanted: Filter, label: string, status?: StatusName) => (
    <button
      key={wanted}
      type="button"
      aria-pressed={filter === wanted}
      onClick={() => setFilter(wanted)}
    >
      {status ? (
        <Status status={status}>{`${label} ${count(wanted)}`}</Status>
      ) : (
        `${label} ${count(wanted)}`
      )}
    </button>
  );
  return (
    <search class="filters" aria-label="Filter requirements">
      {button('all', 'All')}
      {button('open', 'Not held')}
      {statuses
        .filter((status) => count(status) > 0)
        .map((status) => button(status, statusWord(status), status))}
      <label class="hidden" for="requirement-search">
        Search requirements
      </label>
      <input
        id="requirement-search"
        type="search"
        placeholder="Search id or text  ( / )"
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
    </search>
  );
};

/** Every requirement with its evidence and last result; gaps stay visible. */
export const Requirements = ({ data }: { readonly data: PageData }) => {
  const rows = rowsOf(data);
  const [filter, setFilter] = useState<Filter>(
    rows.some((row) => row.status !== 'held') ? 'open' : 'all',
  );
  const [search, setSearch] = useState('');
  const asked = hash.value.startsWith('req-') ? hash.value.slice(4) : '';
  useEffect(() => {
    if (!asked) return;
    setFilter('all');
    setSearch('');
    requestAnimationFrame(() =>
      document.getElementById(`req-${asked}`)?.scrollIntoView({ block: 'center' }),
    );
  }, [asked]);
  const counts = statuses
    .map((status) => ({ status, count: rows.filter((row) => row.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${statusWord(status)}`);
  const shown = printing.value ? rows : rows.filter((row) => matches(row, filter, search));
  return (
    <Section
      id="requirements"
      title="Requirements"
      lede={`${counted(rows.length, 'requirement')}: ${listed(counts)}.`}
    >
      <Map_ rows={rows} />
      <Filters {...{ rows, filter, setFilter, search, setSearch }} />
      <table class="requirements">
        <thead>
          <tr>
            <th scope="col">Id</th>
            <th scope="col">Requirement</th>
            <th scope="col">Last result</th>
            <th scope="col">Evidence</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.id} id={`req-${row.id}`} class={asked === row.id ? 'target' : ''}>
              <th scope="row">{row.id}</th>
              <td>{row.text}</td>
              <td>
                <Status status={row.status} />
              </td>
              <td class="quiet">{row.evidence.join(', ') || 'no scenario, no test'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note" aria-live="polite">
        {shown.length} of {rows.length} shown
      </p>
    </Section>
  );
};
