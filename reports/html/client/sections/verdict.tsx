import { useMemo } from 'preact/hooks';
import type { ReportModel } from '../../../../harness/core/report-model.ts';
import { runHref } from '../../../words/attention.ts';
import { proxyText, speedText } from '../../../words/environment-words.ts';
import { counted, countsText, duration, grouped, listed } from '../../../words/numbers.ts';
import { controlRuns, scenarioRuns } from '../../../words/run-kinds.ts';
import { controlSentence, verdictSentence } from '../../../words/verdict-sentence.ts';
import type { PageData } from '../../page-data.ts';
import { Command } from '../command.tsx';
import { Glyph, Status } from '../status.tsx';

const statuses = ['held', 'violated', 'unknown', 'inert', 'skipped'] as const;

const statusCounts = (runs: ReportModel['runs']): string =>
  statuses
    .map((status) => ({ status, count: runs.filter((run) => run.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status}`)
    .join(', ');

interface Number {
  readonly term: string;
  readonly value: string;
  readonly href: string;
  readonly says: string;
}

const faultCounts = (
  report: ReportModel,
): { injected: number; effective: number; kinds: number } => {
  const kinds = new Set<string>();
  let injected = 0;
  let effective = 0;
  for (const run of report.runs) {
    for (const step of run.steps ?? []) {
      if (step.atMs === null) continue;
      kinds.add(step.fault);
      injected++;
      if (step.receipt.effective) effective++;
    }
    for (const fault of run.faults ?? []) {
      kinds.add(fault.fault);
      injected += fault.injected;
      effective += fault.effective;
    }
  }
  return { injected, effective, kinds: kinds.size };
};

const messageNumber = (report: ReportModel): readonly Number[] => {
  const { messages } = report;
  if (!messages) return [];
  const { lost, duplicated, unexpected } = messages;
  const trouble = countsText({ lost, duplicated, unexpected });
  return [
    {
      term: 'Messages accepted',
      value: grouped(messages.accepted),
      href: '#messages',
      says: trouble || 'none lost, duplicated or unexpected',
    },
  ];
};

const numbersOf = (report: ReportModel): readonly Number[] => {
  const done = scenarioRuns(report).filter((run) => run.status !== 'skipped');
  const live = done.filter((run) => run.engine !== 'simulated');
  const schedules = done.reduce((sum, run) => sum + run.schedules, 0);
  const effective = done.reduce((sum, run) => sum + run.effective, 0);
  const faults = faultCounts(report);
  const virtualMs = done.reduce((sum, run) => sum + (run.virtualMs ?? 0), 0);
  return [
    {
      term: 'Schedules',
      value: grouped(schedules),
      href: '#scenarios',
      says:
        effective === schedules
          ? 'all effective: each fault changed something'
          : `${grouped(effective)} effective; the others changed nothing and do not count`,
    },
    {
      term: 'Runs on real processes',
      value: grouped(live.reduce((sum, run) => sum + run.schedules, 0)),
      href: '#runs',
      says: live.length > 0 ? `${counted(live.length, 'scenario')}: ${statusCounts(live)}` : 'none',
    },
    {
      term: 'Faults effective',
      value: grouped(faults.effective),
      href: '#faults',
      says: `of ${grouped(faults.injected)} injected, by receipt; ${counted(faults.kinds, 'kind')}`,
    },
    ...messageNumber(report),
    {
      term: 'Time',
      value: duration(report.wallMs),
      href: '#runs',
      says:
        virtualMs > 0
          ? `${duration(virtualMs)} of virtual time beside it`
          : 'real time on this machine; nothing was simulated',
    },
  ];
};

const Facts = ({ report }: { readonly report: ReportModel }) => {
  const { environment: at } = report;
  const engines = [
    ...new Set(report.runs.filter((run) => run.status !== 'skipped').map((run) => run.engine)),
  ];
  const facts = [
    ['Engines', listed(engines) || 'none'],
    ['Proxy', proxyText(at.toxiproxy)],
    ['Load', at.k6 ? `k6 ${at.k6}` : 'k6 not found'],
    ['Containers', at.containers ?? 'none found'],
    ['Seed', String(report.seed)],
    ['Simulation', speedText(report.speed) || 'none'],
    ['Commit', report.commit?.slice(0, 10) ?? 'none'],
    ['Machine', `${counted(at.cores, 'core')}, ${at.os}, Node ${at.node}`],
  ];
  return (
    <dl class="facts">
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};

const Scenarios = ({ report }: { readonly report: ReportModel }) => {
  const runs = scenarioRuns(report);
  const scenarios = new Set(runs.map((run) => run.scenario));
  const order = ['violated', 'unknown', 'inert', 'held', 'skipped'];
  const sorted = runs.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  return (
    <div>
      <dt>Scenarios</dt>
      <dd class="n">
        <a href="#scenarios">{scenarios.size}</a>
      </dd>
      <dd class="s">{statusCounts(runs)}</dd>
      <dd class="strip">
        {sorted.slice(0, 60).map((run) => {
          const name = `${run.scenario}, ${run.engine}, seed ${run.seed}: ${run.status}`;
          return (
            <a key={name} href={runHref(run)} title={name} aria-label={name}>
              <Glyph status={run.status} />
            </a>
          );
        })}
      </dd>
    </div>
  );
};

/** The first screen: the verdict in words, the numbers, where it ran, how to repeat it. */
export const Verdict = ({ data: { report } }: { readonly data: PageData }) => {
  const numbers = useMemo(() => numbersOf(report), [report]);
  const title = report.status.charAt(0).toUpperCase() + report.status.slice(1);
  const when = report.startedAt.slice(0, 16).replace('T', ' ');
  return (
    <section class="verdict" id="verdict" aria-labelledby="verdict-h">
      <div class="vline">
        <Status status={report.status} badge>
          {title}
        </Status>
        <span>Run {when} UTC</span>
        {report.exitCode !== undefined && <span>exit code {report.exitCode}</span>}
      </div>
      <h1 id="verdict-h">{verdictSentence(report)}</h1>
      <p class="lede wide">
        This is what was seen under these faults and this load, not a proof.{' '}
        {controlRuns(report).length > 0 && (
          <>
            Without faults: <a href="#controls">{controlSentence(report)}</a>.{' '}
          </>
        )}
        {report.notTested.length > 0 && (
          <a href="#not-tested">{counted(report.notTested.length, 'thing')} not tested here.</a>
        )}
      </p>
      <div class="commands">
        <Command text={report.command} label="Command that repeats this run" />
        <span class="note">
          simulated runs repeat exactly; live runs repeat the plan, not the timing
        </span>
      </div>
      <dl class="kpi">
        <Scenarios report={report} />
        {numbers.map(({ term, value, href, says }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd class="n">
              <a href={href}>{value}</a>
            </dd>
            <dd class="s">{says}</dd>
          </div>
        ))}
      </dl>
      <Facts report={report} />
    </section>
  );
};
