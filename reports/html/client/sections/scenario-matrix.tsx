import type { ReportRun } from '../../../../harness/core/report-model.ts';
import { runHref } from '../../../words/attention.ts';
import { grouped } from '../../../words/numbers.ts';
import { scenarioRuns } from '../../../words/run-kinds.ts';
import { boundText } from '../../../words/verdict-sentence.ts';
import type { PageData } from '../../page-data.ts';
import { Section } from '../section.tsx';
import { Status } from '../status.tsx';
import { Controls } from './controls.tsx';

const engines = ['simulated', 'live', 'containers'] as const;

const Hole = ({ reason, engine }: { readonly reason: string; readonly engine: string }) => (
  <td class="hole" data-engine={engine}>
    <span>{reason}</span>
  </td>
);

const Result = ({ run, seeds }: { readonly run: ReportRun; readonly seeds: boolean }) => {
  const bound = boundText(run);
  return (
    <div>
      <a class="plain" href={runHref(run)}>
        <Status status={run.status} />
      </a>{' '}
      {run.schedules !== 1 && (
        <span>
          {grouped(run.effective)}/{grouped(run.schedules)}
        </span>
      )}
      {run.violated && run.schedules > 1 ? <b class="violated"> {run.violated} violated</b> : null}
      {seeds && <span class="note">seed {run.seed}</span>}
      {bound && <div class="note">{bound}</div>}
    </div>
  );
};

const Cell = ({ runs, engine }: { runs: readonly ReportRun[]; engine: string }) => {
  const [first] = runs;
  if (!first) return <Hole engine={engine} reason="not run here" />;
  const done = runs.filter((run) => run.status !== 'skipped');
  if (done.length === 0) {
    return <Hole engine={engine} reason={first.reasons?.[0] ?? 'not possible here'} />;
  }
  return (
    <td data-engine={engine}>
      {done.map((run) => (
        <Result key={run.seed} run={run} seeds={done.length > 1} />
      ))}
    </td>
  );
};

const ScenarioLink = ({ scenario, runs }: { scenario: string; runs: readonly ReportRun[] }) => {
  const shown = runs.find((run) => run.status !== 'skipped');
  return shown ? <a href={runHref(shown)}>{scenario}</a> : <span>{scenario}</span>;
};

const faultsOf = (runs: readonly ReportRun[]): string => {
  const kinds = runs.flatMap((run) => [
    ...(run.steps ?? []).map((step) => step.fault),
    ...(run.faults ?? []).map((fault) => fault.fault),
  ]);
  return [...new Set(kinds)].join(', ');
};

const rank = (runs: readonly ReportRun[]): number => {
  const order = ['violated', 'unknown', 'inert', 'held', 'skipped'];
  return Math.min(...runs.map((run) => order.indexOf(run.status)));
};

/** Every scenario on every engine; what was not run is a hole that says why. */
export const ScenarioMatrix = ({ data: { report } }: { readonly data: PageData }) => {
  const rows = [...Map.groupBy(scenarioRuns(report), (run) => run.scenario)].sort(
    ([, a], [, b]) => rank(a) - rank(b),
  );
  return (
    <Section
      id="scenarios"
      title="Scenarios × engines"
      lede={
        'Effective schedules of all schedules. One whose faults changed nothing is not ' +
        'counted; with fewer than half effective the scenario is inert. A bound is given ' +
        'per scenario, never over different ones.'
      }
    >
      <div class="scroll">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">Scenario</th>
              <th scope="col">Faults</th>
              <th scope="col">Exercises</th>
              {engines.map((engine) => (
                <th scope="col" key={engine}>
                  {engine.charAt(0).toUpperCase() + engine.slice(1)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([scenario, runs]) => (
              <tr key={scenario} class={rank(runs) === 0 ? 'hot' : ''}>
                <th scope="row">
                  <ScenarioLink scenario={scenario} runs={runs} />
                </th>
                <td class="quiet">{faultsOf(runs)}</td>
                <td class="ids">
                  {[...new Set(runs.flatMap((run) => run.exercises))].map((id) => (
                    <a key={id} href={`#req-${id}`}>
                      {id}
                    </a>
                  ))}
                </td>
                {engines.map((engine) => (
                  <Cell
                    key={engine}
                    engine={engine}
                    runs={runs.filter((run) => run.engine === engine)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="legend">
        <Status status="held" /> <Status status="violated" />
        <Status status="unknown">unknown: cannot be judged</Status>
        <Status status="inert">inert: the faults changed nothing</Status>
        <span>
          <i class="hole" /> hole: not possible, or not run here
        </span>
      </p>
      <Controls report={report} />
    </Section>
  );
};
