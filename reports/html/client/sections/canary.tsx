import type { ReportModel } from '../../../../harness/core/report-model.ts';
import { Section } from '../section.tsx';
import { Status } from '../status.tsx';

/** Where the whole zoo was hunted, its own section says more than this one. */
export const showsCanary = (report: ReportModel): boolean =>
  (report.canary ?? []).length > 0 || (report.zoo ?? []).length === 0;

/** The planted bugs of this run: a suite that misses one is not to be trusted. */
export const Canary = ({ report }: { readonly report: ReportModel }) => (
  <Section
    id="canary"
    title="Planted bugs"
    lede={
      'Known bugs are planted in the stack when the whole suite runs; each must be caught, and a ' +
      'change that breaks nothing must not be. Else the run is not to be trusted.'
    }
  >
    {(report.canary ?? []).length === 0 ? (
      <p class="note">
        No bug was planted in this run, so nothing shows that it would have noticed one.
      </p>
    ) : (
      <table>
        <thead>
          <tr>
            <th scope="col">Bug</th>
            <th scope="col">Must be caught by</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {(report.canary ?? []).map(({ bug, invariant, status }) => (
            <tr key={bug} class={status === 'missed' ? 'hot' : ''}>
              <th scope="row">
                <code>{bug}</code>
              </th>
              <td>
                {invariant === 'none' ? (
                  'nothing: the change is equivalent'
                ) : (
                  <a href={`#inv-${invariant}`}>
                    <code>{invariant}</code>
                  </a>
                )}
              </td>
              <td>
                {invariant === 'none' && status === 'caught' ? (
                  <Status status="held">left alone</Status>
                ) : (
                  <Status status={status} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Section>
);
