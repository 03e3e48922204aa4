import type { ReportRun } from '../../../../harness/core/report-model.ts';
import { duration, grouped } from '../../../words/numbers.ts';
import { boundText } from '../../../words/verdict-sentence.ts';
import { Command } from '../command.tsx';
import { Status } from '../status.tsx';
import { VerdictTable } from './verdict-table.tsx';

/** A run over many schedules, of which no single history is shown here. */
export const AggregatePage = ({
  run,
  command,
}: {
  readonly run: ReportRun;
  readonly command: string;
}) => {
  const bound = boundText(run);
  return (
    <>
      <p class="meta">
        <Status status={run.status} />
        <span>{run.engine}</span>
        <span>
          {grouped(run.effective)} of {grouped(run.schedules)} schedules effective
        </span>
        {run.violated ? <b class="violated">{run.violated} violated</b> : null}
        {run.virtualMs !== undefined && (
          <span>
            {duration(run.virtualMs)} virtual in {duration(run.wallMs)}
          </span>
        )}
        {run.traceHash && (
          <span>
            trace <code>{run.traceHash}</code>
          </span>
        )}
      </p>
      {(run.reasons ?? []).map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
      {bound && <p class="lede">If it can break, then in {bound}.</p>}
      <h3>Verdicts</h3>
      <VerdictTable verdicts={run.verdicts} />
      <h3>Repeat it</h3>
      <Command text={command} label="Command that repeats this run" />
    </>
  );
};
