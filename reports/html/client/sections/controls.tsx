import type { ReportModel, ReportRun } from '../../../../harness/core/report-model.ts';
import { runHref } from '../../../words/attention.ts';
import { duration, grouped } from '../../../words/numbers.ts';
import { controlRuns, scenarioRuns } from '../../../words/run-kinds.ts';
import { controlSentence } from '../../../words/verdict-sentence.ts';
import { Status } from '../status.tsx';

const Beside = ({ runs }: { readonly runs: readonly ReportRun[] }) => (
  <>
    {runs.map((run, at) => (
      <span key={runHref(run)}>
        {at > 0 && ', '}
        <a href={runHref(run)}>{run.scenario}</a>
      </span>
    ))}
  </>
);

/** The runs without faults, apart from what was tried, with what is judged beside each. */
export const Controls = ({ report }: { readonly report: ReportModel }) => {
  const controls = controlRuns(report);
  if (controls.length === 0) return null;
  const beside = Map.groupBy(scenarioRuns(report), (run) => run.comparedWith?.name);
  return (
    <div id="controls" class="controls">
      <h3>Control runs: the same load without faults</h3>
      <p class="note">
        {controlSentence(report)}. They count as no scenario and no schedule; a scenario whose
        control run did not hold is unknown.
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Result</th>
              <th scope="col" class="num">
                Operations ok
              </th>
              <th scope="col" class="num">
                Failed
              </th>
              <th scope="col" class="num">
                Took
              </th>
              <th scope="col">Judged beside it</th>
            </tr>
          </thead>
          <tbody>
            {controls.map((run) => (
              <tr key={runHref(run)} class={run.status === 'violated' ? 'hot' : ''}>
                <th scope="row">
                  <a href={runHref(run)}>{run.scenario}</a>
                </th>
                <td>
                  <Status status={run.status} />
                </td>
                <td class="num" data-unit="ok">
                  {grouped(run.operations.ok)}
                </td>
                <td class="num" data-unit="failed">
                  {grouped(run.operations.fail)}
                </td>
                <td class="num">{duration(run.wallMs)}</td>
                <td class="quiet">
                  <Beside runs={beside.get(run.scenario) ?? []} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
};
