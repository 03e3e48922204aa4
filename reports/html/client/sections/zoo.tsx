import type { ReportModel } from '../../../../harness/core/report-model.ts';
import { grouped } from '../../../words/numbers.ts';
import { resultOfBug, zooSentence } from '../../../words/zoo-words.ts';
import { Section } from '../section.tsx';
import { Status } from '../status.tsx';

/** The kill matrix: every planted bug, and which rules caught it; absent when none was run. */
export const Zoo = ({ report }: { readonly report: ReportModel }) => {
  const rows = report.zoo ?? [];
  if (rows.length === 0) return null;
  const rules = [...new Set(rows.flatMap((row) => row.caughtBy))].sort();
  const lede =
    `${zooSentence(report)}. A dot: this rule was broken. ` +
    'Schedules: how many were needed; faults: how many the smallest of these holds.';
  return (
    <Section id="zoo" title="Zoo: kill matrix" lede={lede}>
      <div class="scroll">
        <table class="zoo">
          <thead>
            <tr>
              <th scope="col">Bug</th>
              <th scope="col">Stands for</th>
              <th scope="col">Result</th>
              <th scope="col" class="num">
                Schedules
              </th>
              <th scope="col" class="num">
                Faults
              </th>
              {rules.map((rule) => (
                <th scope="col" class="rule" key={rule}>
                  <a href={`#inv-${rule}`}>{rule}</a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.bug} class={row.status === 'missed' ? 'hot' : ''}>
                <th scope="row">
                  <code>{row.bug}</code>
                </th>
                <td class="quiet">{row.stands_for}</td>
                <td>
                  <Status status={row.equivalent && row.status === 'caught' ? 'held' : row.status}>
                    {resultOfBug(row)}
                  </Status>
                </td>
                <td class="num">{grouped(row.schedules)}</td>
                <td class="num">{grouped(row.minimalFaults)}</td>
                {rules.map((rule) => {
                  const caught = row.caughtBy.includes(rule);
                  return (
                    <td class="rule" key={rule}>
                      {caught ? '●' : <span class="hidden">no</span>}
                      {caught && <span class="hidden">caught</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
};
