import type { ReportVerdict } from '../../../../harness/core/report-model.ts';
import { grouped, sentence } from '../../../words/numbers.ts';
import { Status } from '../status.tsx';

/** The verdicts of one run. */
export const VerdictTable = ({ verdicts }: { readonly verdicts: readonly ReportVerdict[] }) => {
  const order = ['violated', 'unknown', 'held', 'vacuous'];
  const sorted = verdicts.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  return (
    <table class="verdicts">
      <thead>
        <tr>
          <th scope="col">Result</th>
          <th scope="col">Invariant</th>
          <th scope="col" class="num">
            Checked
          </th>
          <th scope="col">Seen</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ invariant, status, checked, because }) => (
          <tr key={invariant} class={status === 'violated' ? 'hot' : ''}>
            <td>
              <Status status={status} />
            </td>
            <th scope="row">
              <a href={`#inv-${invariant}`}>
                <code>{invariant}</code>
              </a>
            </th>
            <td class="num">{grouped(checked)}</td>
            <td class="quiet">{sentence(because)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
