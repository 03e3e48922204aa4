import type { ServiceRow } from '../dashboard-state.ts';
import { Mark } from './mark.tsx';
import { Since } from './times.tsx';
import { conditionTold } from './words.ts';

const Row = ({ row }: { readonly row: ServiceRow }) => {
  const { tone, word, meaning } = conditionTold(row.condition);
  return (
    <tr>
      <th scope="row">{row.name}</th>
      <td>
        <Mark tone={tone}>
          <span title={meaning}>{word}</span>
        </Mark>
      </td>
      <td class="since">{row.sinceMs !== null && <Since atMs={row.sinceMs} />}</td>
      <td class="why">{row.reasons.join('; ')}</td>
    </tr>
  );
};

/** Every service of the stack: how it is, since when, and why. */
export const ServicesPanel = ({ rows }: { readonly rows: readonly ServiceRow[] }) => (
  <section aria-labelledby="services-title">
    <h2 id="services-title">Services</h2>
    <table class="services">
      <thead>
        <tr>
          <th scope="col">Service</th>
          <th scope="col">Condition</th>
          <th scope="col">Since</th>
          <th scope="col">What it says</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.name} row={row} />
        ))}
      </tbody>
    </table>
  </section>
);
