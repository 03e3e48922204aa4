import { useEffect, useLayoutEffect } from 'preact/hooks';
import { attentionOf } from '../../words/attention.ts';
import { scenarioRuns } from '../../words/run-kinds.ts';
import type { PageData } from '../page-data.ts';
import { Patterns } from './family.tsx';
import { keyboard } from './keyboard.ts';
import { type NavEntry, SideNav } from './nav.tsx';
import { hash } from './page-state.ts';
import { Runs } from './run/runs.tsx';
import { Attention } from './sections/attention.tsx';
import { Canary, showsCanary } from './sections/canary.tsx';
import { Failovers } from './sections/failovers.tsx';
import { FaultMatrix } from './sections/fault-matrix.tsx';
import { History } from './sections/history.tsx';
import { Invariants } from './sections/invariants.tsx';
import { Load } from './sections/load.tsx';
import { Messages } from './sections/messages.tsx';
import { NotTested } from './sections/not-tested.tsx';
import { Recovery } from './sections/recovery.tsx';
import { Requirements } from './sections/requirements.tsx';
import { ScenarioMatrix } from './sections/scenario-matrix.tsx';
import { Shards } from './sections/shards.tsx';
import { Shutdowns } from './sections/shutdowns.tsx';
import { Verdict } from './sections/verdict.tsx';
import { Zoo } from './sections/zoo.tsx';

const entries = (data: PageData): readonly NavEntry[] => {
  const { report } = data;
  const attention = attentionOf(report).length;
  const scenarios = new Set(scenarioRuns(report).map((run) => run.scenario)).size;
  const invariants = new Set(
    report.runs.flatMap((run) => run.verdicts.map((one) => one.invariant)),
  );
  const shutdowns = data.details.reduce((sum, detail) => sum + detail.shutdowns.length, 0);
  const zoo = report.zoo?.length ?? 0;
  const load = report.load?.length ?? 0;
  const parts = report.parts?.length ?? 0;
  const all: readonly (NavEntry | false)[] = [
    { id: 'verdict', title: 'Verdict' },
    attention > 0 && {
      id: 'attention',
      title: 'What needs attention',
      count: attention,
      hot: true,
    },
    { id: 'invariants', title: 'Invariants', count: invariants.size },
    { id: 'scenarios', title: 'Scenarios × engines', count: scenarios },
    { id: 'faults', title: 'Faults × engines' },
    {
      id: 'runs',
      title: 'Scenario pages',
      count: scenarioRuns(report).filter((run) => run.status !== 'skipped').length,
    },
    { id: 'messages', title: 'Message account' },
    { id: 'failovers', title: 'Failovers and retries' },
    data.details.some((detail) => detail.recovery) && { id: 'recovery', title: 'Recovery' },
    shutdowns > 0 && { id: 'shutdown', title: 'Shutdown', count: shutdowns },
    load > 0 && { id: 'load', title: 'Load under failover', count: load },
    { id: 'requirements', title: 'Requirements', count: report.requirements.length },
    showsCanary(report) && {
      id: 'canary',
      title: 'Planted bugs',
      count: report.canary?.length ?? 0,
    },
    zoo > 0 && { id: 'zoo', title: 'Zoo: kill matrix', count: zoo },
    parts > 0 && { id: 'shards', title: 'Merged from', count: parts },
    data.history.length > 0 && {
      id: 'history',
      title: 'Earlier runs',
      count: data.history.length,
    },
    { id: 'not-tested', title: 'Not tested here', count: report.notTested.length },
  ];
  return all.filter((entry) => entry !== false);
};

/** The whole report. */
export const App = ({ data }: { readonly data: PageData }) => {
  useLayoutEffect(() => {
    addEventListener('keydown', keyboard);
    return () => removeEventListener('keydown', keyboard);
  }, []);
  useEffect(() => {
    const id = hash.value.split('/')[0] ?? '';
    const target = document.getElementById(hash.value) ?? document.getElementById(id);
    target?.scrollIntoView();
  }, [hash.value]);
  return (
    <>
      <a class="skip" href="#verdict">
        Skip to the verdict
      </a>
      <Patterns />
      <div class="shell">
        <SideNav entries={entries(data)} report={data.report} />
        <main>
          <Verdict data={data} />
          <Attention report={data.report} />
          <Invariants data={data} />
          <ScenarioMatrix data={data} />
          <FaultMatrix data={data} />
          <Runs data={data} />
          <Messages data={data} />
          <Failovers data={data} />
          <Recovery data={data} />
          <Shutdowns data={data} />
          <Load report={data.report} />
          <Requirements data={data} />
          {showsCanary(data.report) && <Canary report={data.report} />}
          <Zoo report={data.report} />
          <Shards report={data.report} />
          <History data={data} />
          <NotTested report={data.report} />
          <footer>
            Made from report.json, schema {data.report.schema}; junit.xml and summary.md hold the
            same results. No request leaves this file. Authorization headers, cookies and bodies are
            not recorded.
          </footer>
        </main>
      </div>
    </>
  );
};
