import type { ReportRun } from '../../harness/core/report-model.ts';
import type { ReportInput } from '../../harness/core/run-detail.ts';
import { repeatCommand } from '../words/attention.ts';
import { sentence } from '../words/numbers.ts';
import { controlRuns, scenarioRuns } from '../words/run-kinds.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Characters that XML 1.0 cannot hold in any form, and the C1 controls that it discourages. */
const forbidden = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

/** Text as it may stand in an attribute or between tags. */
export const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(forbidden, '\ufffd')
    .replace(/[&<>"'\t\n\r]/g, (character) => entities[character] ?? character);

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const because = (run: ReportRun): readonly string[] => [
  ...run.verdicts
    .filter((verdict) => verdict.status === run.status)
    .map((verdict) => `${verdict.invariant}: ${verdict.because}`),
  ...(run.reasons ?? []).map(sentence),
];

const fallback = {
  held: '',
  violated: 'a rule is broken',
  unknown: 'it cannot be told whether the rules held',
  inert: 'its faults changed nothing',
  skipped: 'not possible here',
} as const;

/** What JUnit knows: a violation fails, what cannot be judged is an error, a hole is skipped. */
const resultOf = (input: ReportInput, run: ReportRun): string => {
  if (run.status === 'held') return '';
  const reasons = because(run);
  const message = xmlText(reasons[0] ?? fallback[run.status]);
  if (run.status === 'skipped') return `<skipped message="${message}"/>`;
  const kind = run.status === 'violated' ? 'failure' : 'error';
  const text = [...reasons, `Repeat it: ${repeatCommand(input.report, run)}`].join('\n');
  return `<${kind} type="${run.status}" message="${message}">${xmlText(text)}</${kind}>`;
};

const testCase = (input: ReportInput, run: ReportRun): string =>
  `    <testcase classname="holdfast.${xmlText(run.engine)}" name="${xmlText(run.scenario)}" ` +
  `time="${seconds(run.wallMs)}">${resultOf(input, run)}</testcase>`;

/** A missed canary: our own fault, so an error. */
const canaryCases = (input: ReportInput): readonly string[] =>
  (input.report.canary ?? []).map(({ bug, invariant, status }) => {
    const name = xmlText(`${bug} is caught by ${invariant}`);
    const message = xmlText(`${invariant} did not notice ${bug}: do not trust this run`);
    const result = status === 'missed' ? `<error type="missed" message="${message}"/>` : '';
    const head = `<testcase classname="holdfast.canary" name="${name}" time="0.000">`;
    return `    ${head}${result}</testcase>`;
  });

const countOf = (cases: readonly string[], tag: string): number =>
  cases.filter((one) => one.includes(`"><${tag} `)).length;

const suite = (name: string, cases: readonly string[], ms: number): string =>
  cases.length === 0
    ? ''
    : [
        `  <testsuite name="${xmlText(name)}" tests="${cases.length}" ` +
          `failures="${countOf(cases, 'failure')}" errors="${countOf(cases, 'error')}" ` +
          `skipped="${countOf(cases, 'skipped')}" time="${seconds(ms)}">`,
        ...cases,
        '  </testsuite>\n',
      ].join('\n');

/** `junit.xml`: one suite per engine, one for the control runs and one for the canaries. */
export const renderJunit = (input: ReportInput): string => {
  const { report } = input;
  const engines: readonly (readonly [name: string, runs: readonly ReportRun[]])[] = [
    ...Map.groupBy(scenarioRuns(report), (run) => run.engine),
    ['control', controlRuns(report)],
  ];
  const suites = engines.map(([engine, runs]) => {
    const wallMs = runs.reduce((sum, run) => sum + run.wallMs, 0);
    return suite(
      engine,
      runs.map((run) => testCase(input, run)),
      wallMs,
    );
  });
  const body = [...suites, suite('canary', canaryCases(input), 0)].join('');
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<testsuites name="holdfast" time="${seconds(report.wallMs)}">\n${body}</testsuites>\n`
  );
};
