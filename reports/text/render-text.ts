import type { ReportModel, ReportRun } from '../../harness/core/report-model.ts';
import type { ReportInput } from '../../harness/core/run-detail.ts';
import { attentionOf } from '../words/attention.ts';
import { speedText } from '../words/environment-words.ts';
import { loadCells, loadHeads, loadSentence, loadStatus } from '../words/load-words.ts';
import { counted, duration, grouped } from '../words/numbers.ts';
import { scenarioRuns } from '../words/run-kinds.ts';
import { controlSentence, verdictSentence } from '../words/verdict-sentence.ts';
import { zooSentence } from '../words/zoo-words.ts';

/** How the end table is painted and where the report lies. */
export interface TextOptions {
  readonly color?: boolean;
  /** Path of `report.html`, as the reader can open it. */
  readonly reportPath?: string;
}

type Status = ReportRun['status'] | 'caught' | 'missed' | 'gap';

const signs: Readonly<Record<Status, readonly [sign: string, color: number]>> = {
  held: ['✔', 32],
  caught: ['✔', 32],
  violated: ['✘', 31],
  missed: ['✘', 31],
  unknown: ['?', 33],
  inert: ['◌', 90],
  skipped: ['–', 90],
  gap: ['□', 90],
};

/** Text from a run without anything that moves a terminal's cursor or changes its state. */
const plain = (text: string): string => text.replace(/\p{Cc}+/gu, ' ');

const painter = (color: boolean) => (status: Status, text: string) =>
  color ? `\u001b[${signs[status][1]}m${text}\u001b[39m` : text;

const reasonOf = (run: ReportRun): string =>
  plain(
    run.verdicts.find((one) => one.status === run.status && run.status !== 'held')?.because ??
      run.reasons?.[0] ??
      '',
  );

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text;

const runLines = (report: ReportModel, color: boolean): readonly string[] => {
  const paint = painter(color);
  // A control run that held is said in one line; one that did not comes first.
  const bad = report.runs.filter((run) => run.control && run.status !== 'held');
  const runs = [...bad, ...scenarioRuns(report)];
  const widest = Math.max(8, ...runs.map((run) => plain(run.scenario).length));
  return runs.map((run) => {
    const status = paint(run.status, `${signs[run.status][0]} ${run.status.padEnd(8)}`);
    const share = run.control ? 'no faults' : `${grouped(run.effective)}/${grouped(run.schedules)}`;
    const effective = share.padStart(9);
    const name = plain(run.scenario).padEnd(widest);
    const took = duration(run.wallMs).padStart(8);
    const line = `  ${status}  ${name}  ${run.engine.padEnd(10)} ${effective}  ${took}`;
    return `${line}  ${cut(reasonOf(run), 80)}`.trimEnd();
  });
};

const controlLine = (report: ReportModel, color: boolean): readonly string[] => {
  const said = controlSentence(report);
  if (said === '') return [];
  const worst = (['violated', 'inert', 'unknown'] as const).find((status) =>
    report.runs.some((run) => run.control && run.status === status),
  );
  const status = worst ?? 'held';
  return [`  ${painter(color)(status, signs[status][0])} control   ${said}`];
};

const caughtText = (canary: NonNullable<ReportModel['canary']>): string => {
  const bugs = canary.filter(({ invariant }) => invariant !== 'none').length;
  const equal = canary.length - bugs;
  const caught = bugs === 1 ? 'the planted bug was caught' : `all ${bugs} planted bugs were caught`;
  const alone = equal > 0 ? `${counted(equal, 'equivalent change')} left alone` : '';
  return [bugs > 0 ? caught : '', alone].filter(Boolean).join(', ');
};

const canaryLine = (report: ReportModel, color: boolean): readonly string[] => {
  const canary = report.canary ?? [];
  if (canary.length === 0) return [];
  const missed = canary.filter((one) => one.status === 'missed').map((one) => plain(one.bug));
  const text =
    missed.length === 0
      ? caughtText(canary)
      : `planted bugs that went unnoticed: ${missed.join(', ')}. Do not trust this run.`;
  const status = missed.length === 0 ? 'caught' : 'missed';
  return [`  ${painter(color)(status, signs[status][0])} canary    ${text}`];
};

const zooLine = (report: ReportModel, color: boolean): readonly string[] => {
  const said = zooSentence(report);
  if (said === '') return [];
  const isMissed = (report.zoo ?? []).some((row) => row.status === 'missed');
  const status = isMissed ? 'missed' : 'caught';
  return [`  ${painter(color)(status, signs[status][0])} zoo       ${said}`];
};

const loadLines = (report: ReportModel, color: boolean): readonly string[] => {
  const rows = report.load ?? [];
  if (rows.length === 0) return [];
  const table = [[...loadHeads], ...rows.map((row) => loadCells(row).map(plain))];
  const widths = loadHeads.map((_, at) =>
    Math.max(...table.map((cells) => cells[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ');
  const paint = painter(color);
  return [
    '',
    `Load under failover: ${loadSentence(report)}`,
    `    ${line(table[0] ?? [])}`,
    ...rows.map(
      (row, at) =>
        `  ${paint(loadStatus(row), signs[loadStatus(row)][0])} ${line(table[at + 1] ?? [])}`,
    ),
  ];
};

const speedLine = (report: ReportModel): readonly string[] => {
  const said = speedText(report.speed);
  return said === '' ? [] : [`    speed     ${said}`];
};

const repeatLines = (report: ReportModel): readonly string[] => {
  const items = attentionOf(report).filter(({ command }) => command !== undefined);
  if (items.length === 0) return [];
  return [
    '',
    'Repeat them:',
    ...items.map(
      ({ status, title, command }) => `  ${status} ${plain(title)}\n    ${plain(command ?? '')}`,
    ),
  ];
};

/**
 * The end of a command on the terminal: a table, the verdict, the path, and how to repeat
 * failures.
 */
export const renderText = (input: ReportInput, options: TextOptions = {}): string => {
  const { report } = input;
  const { color = false, reportPath } = options;
  const verdict = painter(color)(report.status, report.status.toUpperCase());
  return `${[
    ...runLines(report, color),
    ...controlLine(report, color),
    ...canaryLine(report, color),
    ...zooLine(report, color),
    ...speedLine(report),
    ...loadLines(report, color),
    '',
    `${verdict}  ${plain(verdictSentence(report))}`,
    ...repeatLines(report),
    ...(reportPath ? ['', `Report: ${reportPath}`] : []),
  ].join('\n')}\n`;
};
