import { useEffect, useMemo } from 'preact/hooks';
import type { ReportRun } from '../../../../harness/core/report-model.ts';
import type { RunNumbers } from '../../../../harness/core/run-detail.ts';
import { counted, duration, grouped } from '../../../words/numbers.ts';
import type { LightDetail } from '../../page-data.ts';
import { Command } from '../command.tsx';
import { readRunLists } from '../embedded.ts';
import { hash } from '../page-state.ts';
import { Status } from '../status.tsx';
import { ExchangeList } from './exchange-list.tsx';
import { Legend } from './legend.tsx';
import { Readout } from './readout.tsx';
import { Sequence } from './sequence.tsx';
import { StepTable } from './step-table.tsx';
import { Story } from './story.tsx';
import { Timeline } from './timeline.tsx';
import { createTimeline, selectByIndex } from './timeline-state.ts';
import { Toolbar } from './toolbar.tsx';
import { VerdictTable } from './verdict-table.tsx';

const ms = (value: number | null): string =>
  value === null ? '–' : `${grouped(Math.round(value))} ms`;

const Numbers = ({ name, numbers }: { readonly name: string; readonly numbers: RunNumbers }) => (
  <tr>
    <th scope="row">{name}</th>
    <td>
      <Status status={numbers.status} />
    </td>
    <td class="num">{grouped(numbers.operations.ok)}</td>
    <td class="num">{grouped(numbers.operations.fail)}</td>
    <td class="num">{grouped(numbers.operations.unknown)}</td>
    <td class="num">{ms(numbers.p50Ms)}</td>
    <td class="num">{ms(numbers.p95Ms)}</td>
    <td class="num">{ms(numbers.p99Ms)}</td>
  </tr>
);

const Comparison = ({ detail }: { readonly detail: LightDetail }) => (
  <div class="scroll">
    <table>
      <caption>Operations, beside the control run without faults</caption>
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">Result</th>
          {['Ok', 'Failed', 'Unknown', 'p50', 'p95', 'p99'].map((title) => (
            <th scope="col" class="num" key={title}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <Numbers name="this run" numbers={detail.numbers} />
        {detail.control && <Numbers name="control" numbers={detail.control} />}
      </tbody>
    </table>
  </div>
);

const Meta = ({ run, detail }: { readonly run: ReportRun; readonly detail: LightDetail }) => {
  const goals = run.goals.filter((goal) => goal.reached > 0).map((goal) => goal.name);
  const own = run.examples.find((example) => example.seed === detail.seed);
  const traceHash = own?.traceHash ?? (run.seed === detail.seed ? run.traceHash : null);
  const missed = run.goals.filter((goal) => goal.reached === 0).map((goal) => goal.name);
  return (
    <p class="meta">
      <Status status={detail.status} />
      <span>{detail.engine}</span>
      <span>seed {detail.seed}</span>
      <span>{counted(detail.steps.length, 'step')}</span>
      <span>
        {duration(detail.endMs)} of {detail.engine === 'simulated' ? 'virtual' : 'real'} time
      </span>
      {detail.scale !== 1 && <span>times are {detail.scale} of the plan’s</span>}
      {run.exercises.length > 0 && (
        <span>
          exercises{' '}
          {run.exercises.map((id) => (
            <a key={id} href={`#req-${id}`}>
              {id}
            </a>
          ))}
        </span>
      )}
      {goals.length > 0 && <span>reached: {goals.join(', ')}</span>}
      {missed.length > 0 && <span class="unknown">never reached: {missed.join(', ')}</span>}
      {traceHash && (
        <span>
          trace <code>{traceHash}</code>
        </span>
      )}
    </p>
  );
};

interface RunPageProps {
  readonly run: ReportRun;
  readonly detail: LightDetail;
  /** Place of the detail in the page's data. */
  readonly at: number;
}

/** One run: its timeline and exchanges, its story, its verdicts, its plan and how to repeat it. */
export const RunPage = ({ run, detail, at }: RunPageProps) => {
  const state = useMemo(() => createTimeline(detail, readRunLists(at)), [detail, at]);
  const asked = /\/x(\d+)$/.exec(hash.value)?.[1];
  useEffect(() => {
    if (asked) selectByIndex(state, Number(asked));
  }, [asked, state]);
  return (
    <>
      <Meta run={run} detail={detail} />
      <div class="timeline">
        <div class="tlmain">
          <Toolbar state={state} />
          <Timeline state={state} />
          <Readout state={state} />
          <Legend />
        </div>
        <ExchangeList state={state} />
      </div>
      <div class="pairs uneven">
        <div>
          <h3>What happened</h3>
          <Story state={state} />
          <h3>Repeat it</h3>
          <Command text={detail.replay} label="Command that repeats this run" />
          {detail.folder && (
            <p class="note">
              Plan, history and logs are in <code>{detail.folder}</code>
            </p>
          )}
        </div>
        <div>
          <Sequence state={state} />
          <h3>Steps and receipts</h3>
          <StepTable detail={detail} />
          <Comparison detail={detail} />
          <details class="schedule">
            <summary>The schedule as JSON</summary>
            <pre>{JSON.stringify(detail.plan, null, 2)}</pre>
          </details>
        </div>
      </div>
      <h3>Verdicts</h3>
      <VerdictTable verdicts={detail.verdicts} />
    </>
  );
};
