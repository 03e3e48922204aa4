import type { PastRun } from '../../../../harness/core/run-detail.ts';
import { changesSince, sameCommand } from '../../../words/history-words.ts';
import { counted, duration, grouped } from '../../../words/numbers.ts';
import { scenarioRuns } from '../../../words/run-kinds.ts';
import type { PageData } from '../../page-data.ts';
import { Section } from '../section.tsx';
import { Glyph, Status } from '../status.tsx';

const ownLine = ({ report }: PageData): PastRun => {
  const runs = scenarioRuns(report);
  return {
    startedAt: report.startedAt,
    commit: report.commit,
    status: report.status,
    seed: report.seed,
    held: runs.filter((run) => run.status === 'held').length,
    runs: runs.filter((run) => run.status !== 'skipped').length,
    effective: runs.reduce((sum, run) => sum + run.effective, 0),
    wallMs: report.wallMs,
    ...(report.messages ? { lost: report.messages.lost } : {}),
  };
};

interface LineProps {
  readonly title: string;
  readonly values: readonly number[];
  readonly say: (value: number) => string;
}

const width = 220;

/** One number over the runs, on its own scale, with its lowest, its highest and its last. */
const Line = ({ title, values, say }: LineProps) => {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const last = values.at(-1) ?? 0;
  const x = (at: number): number => 6 + (at / Math.max(1, values.length - 1)) * (width - 12);
  const y = (value: number): number => 30 - ((value - low) / Math.max(1e-9, high - low)) * 22;
  const points = values.map((value, at) => `${x(at)},${y(value)}`).join(' ');
  const range = low === high ? `always ${say(low)}` : `${say(low)} to ${say(high)}`;
  return (
    <figure class="pastline">
      <figcaption>
        {title} <b>{say(last)}</b> <span class="note">{range}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} 36`} role="img" aria-label={`${title}: ${range}`}>
        <polyline points={points} />
        <circle cx={x(values.length - 1)} cy={y(last)} r="3" />
      </svg>
    </figure>
  );
};

const Verdicts = ({ runs }: { readonly runs: readonly PastRun[] }) => (
  <p class="paststrip">
    {runs.map((run) => {
      const when = run.startedAt.slice(0, 16).replace('T', ' ');
      const commit = run.commit ? `, commit ${run.commit.slice(0, 10)}` : '';
      const name = `${when}, seed ${run.seed}${commit}: ${run.status}`;
      return (
        <span key={run.startedAt} title={name} role="img" aria-label={name}>
          <Glyph status={run.status} />
        </span>
      );
    })}
  </p>
);

const Changes = ({ data }: { readonly data: PageData }) => {
  const changes = changesSince(data.report, data.history);
  if (changes.length === 0) {
    return <p class="note">Every scenario ended as it did in the run before.</p>;
  }
  return (
    <ul class="changes">
      {changes.map(({ scenario, what, from, to }) => (
        <li key={scenario}>
          <b>{what}</b> {scenario}: {from && <Status status={from} />} {from && '→'}{' '}
          <Status status={to} />
          {what === 'flaky' && <span class="note"> on the same commit</span>}
        </li>
      ))}
    </ul>
  );
};

/** Earlier runs that lie beside this one: what is new, changed or flaky, and the key numbers. */
export const History = ({ data }: { readonly data: PageData }) => {
  if (data.history.length === 0) return null;
  const runs = sameCommand(data.report, data.history, ownLine(data));
  const lede =
    `${counted(data.history.length, 'earlier run')} on this machine, ` +
    `${runs.length - 1} of the same command; each line has its own scale.`;
  return (
    <Section id="history" title="Earlier runs" lede={lede}>
      <Changes data={data} />
      {runs.length > 1 && (
        <>
          <Verdicts runs={runs} />
          <div class="pastlines">
            <Line title="Scenario runs held" values={runs.map((run) => run.held)} say={grouped} />
            <Line
              title="Effective schedules"
              values={runs.map((run) => run.effective)}
              say={grouped}
            />
            <Line title="Messages lost" values={runs.map((run) => run.lost ?? 0)} say={grouped} />
            <Line title="Time" values={runs.map((run) => run.wallMs)} say={duration} />
          </div>
        </>
      )}
    </Section>
  );
};
