import type { ReportModel } from '../../harness/core/report-model.ts';
import type { ReportInput } from '../../harness/core/run-detail.ts';
import { attentionOf } from '../words/attention.ts';
import { proxyText, speedText } from '../words/environment-words.ts';
import { invariantSummaries } from '../words/invariant-summary.ts';
import { loadCells, loadHeads, loadMissed, loadSentence, loadStatus } from '../words/load-words.ts';
import { duration, grouped, listed } from '../words/numbers.ts';
import { controlRuns, scenarioRuns } from '../words/run-kinds.ts';
import { boundText, controlSentence, verdictSentence } from '../words/verdict-sentence.ts';
import { resultOfBug, zooSentence } from '../words/zoo-words.ts';

/** Text that Markdown and HTML leave alone, on one line. */
export const markdownText = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\\`*_{}[\]()#+!|~<>&@]/g, (character) =>
      '<>&@'.includes(character) ? `&#${character.charCodeAt(0)};` : `\\${character}`,
    )
    .trim();

/** A code span that holds any text, backticks too. */
export const markdownCode = (text: string): string => {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || line.trim() === '' ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const signs = {
  held: '✓',
  violated: '✗',
  unknown: '?',
  inert: '◌',
  skipped: '–',
  vacuous: '○',
  caught: '✓',
  missed: '✗',
} as const;

const statusText = (status: keyof typeof signs): string => `${signs[status]} ${status}`;

const runsTable = (report: ReportModel): string =>
  table(
    ['Scenario', 'Engine', 'Status', 'Effective', 'Bound or reason'],
    scenarioRuns(report).map((run) => [
      markdownText(run.scenario),
      run.engine,
      statusText(run.status),
      `${grouped(run.effective)} of ${grouped(run.schedules)}`,
      boundText(run) || markdownText((run.reasons ?? []).join(' ')),
    ]),
  );

/** The runs without faults, apart from what was tried. */
const controls = (report: ReportModel): readonly string[] => {
  const said = controlSentence(report);
  if (said === '') return [];
  const bad = controlRuns(report).filter((run) => run.status !== 'held');
  const lines = bad.map((run) => {
    const reasons = markdownText((run.reasons ?? []).join(' '));
    return `- ${markdownText(run.scenario)}: ${statusText(run.status)} ${reasons}`.trimEnd();
  });
  return [
    '## Control runs, without faults',
    `${said}.`,
    ...(bad.length > 0 ? [lines.join('\n')] : []),
  ];
};

const attention = (report: ReportModel): readonly string[] => {
  const items = attentionOf(report);
  if (items.length === 0) return [];
  return [
    '## What needs attention',
    items
      .map(({ status, title, lines, command }) => {
        const repeat = command ? ` Repeat it: ${markdownCode(command)}` : '';
        const said = lines.map(markdownText).join(' ');
        return `- **${status}: ${markdownText(title)}** ${said}${repeat}`;
      })
      .join('\n'),
  ];
};

const facts = (report: ReportModel): string => {
  const { environment: at } = report;
  const engines = [...new Set(report.runs.map((run) => run.engine))].join(', ');
  const proxy = markdownText(proxyText(at.toxiproxy));
  const machine = markdownText(`${at.cores} cores, ${at.os}, Node ${at.node}`);
  const commit = report.commit ? `commit ${markdownCode(report.commit)}` : 'no commit';
  const seed = `seed ${report.seed}`;
  const speed = speedText(report.speed);
  const all = [engines, proxy, seed, commit, machine, duration(report.wallMs), speed];
  return all.filter(Boolean).join(' · ');
};

const zooTable = (report: ReportModel): readonly string[] => {
  const rows = (report.zoo ?? []).map((row) => [
    markdownText(row.bug),
    row.status === 'missed' ? `${signs.missed} ${resultOfBug(row)}` : resultOfBug(row),
    grouped(row.schedules),
    markdownText(row.caughtBy.join(', ')) || 'nothing',
  ]);
  if (rows.length === 0) return [];
  const head = ['Bug', 'Result', 'Schedules', 'Rules that were broken'];
  return ['## Zoo', `${zooSentence(report)}.`, table(head, rows)];
};

const loadTable = (report: ReportModel): readonly string[] => {
  const rows = (report.load ?? []).map((load) => [
    statusText(loadStatus(load)),
    ...loadCells(load).map(markdownText),
    markdownText(loadMissed(load).join(', ')) || 'none',
  ]);
  if (rows.length === 0) return [];
  const head = ['', ...loadHeads, 'Thresholds missed'];
  return ['## Load under failover', `${markdownText(loadSentence(report))}.`, table(head, rows)];
};

const shardsTable = (report: ReportModel): readonly string[] => {
  const rows = (report.parts ?? []).map((part) => [
    part.shard ? `${part.shard.index}/${part.shard.count}` : 'whole',
    listed(part.engines),
    statusText(part.status),
    duration(part.wallMs),
    speedText(part.speed),
    markdownText(`${part.environment.cores} cores, Node ${part.environment.node}`),
  ]);
  if (rows.length === 0) return [];
  const head = ['Shard', 'Engine', 'By itself', 'Took', 'Speed', 'Machine'];
  return ['## Merged from', table(head, rows)];
};

/** `summary.md`: what a pull request or a mail should show. */
export const renderMarkdown = (input: ReportInput): string => {
  const { report } = input;
  const invariants = invariantSummaries(input).map(({ name, status, checked, about }) => [
    markdownText(name),
    statusText(status),
    grouped(checked),
    markdownText(about),
  ]);
  const canary = (report.canary ?? []).map((one) => [
    markdownText(one.bug),
    one.invariant === 'none' ? 'nothing: it changes nothing' : markdownText(one.invariant),
    one.invariant === 'none' && one.status === 'caught' ? 'left alone' : statusText(one.status),
  ]);
  return `${[
    `# Holdfast: ${report.status}`,
    markdownText(verdictSentence(report)),
    facts(report),
    `Repeat it: ${markdownCode(report.command)}`,
    ...attention(report),
    '## Scenarios',
    runsTable(report),
    ...controls(report),
    '## Invariants',
    table(['Invariant', 'Status', 'Checked', 'Meaning'], invariants),
    ...(canary.length > 0
      ? ['## Planted bugs', table(['Bug', 'Must be caught by', 'Status'], canary)]
      : []),
    ...zooTable(report),
    ...loadTable(report),
    ...shardsTable(report),
    '## Not tested here',
    report.notTested.map((one) => `- ${markdownText(one)}`).join('\n') || 'Nothing is listed.',
  ].join('\n\n')}\n`;
};
