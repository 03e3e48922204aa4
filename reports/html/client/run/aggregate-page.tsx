import type { ReportRun } from '../../../../harness/core/report-model.ts';
import { Command } from '../command.tsx';
import { Schedules } from './schedules.tsx';
import { VerdictTable } from './verdict-table.tsx';

/** A run over many schedules, of which no single history is shown here. */
export const AggregatePage = ({
  run,
  command,
}: {
  readonly run: ReportRun;
  readonly command: string;
}) => (
  <>
    <Schedules run={run} seeds={[]} />
    <h3>Verdicts</h3>
    <VerdictTable verdicts={run.verdicts} />
    <h3>Repeat it</h3>
    <Command text={command} label="Command that repeats this run" />
  </>
);
