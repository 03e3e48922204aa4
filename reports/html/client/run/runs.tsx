import { useMemo, useRef } from 'preact/hooks';
import type { ReportRun } from '../../../../harness/core/report-model.ts';
import { repeatCommand, runHref } from '../../../words/attention.ts';
import { counted } from '../../../words/numbers.ts';
import type { PageData } from '../../page-data.ts';
import { hash, printing } from '../page-state.ts';
import { Section } from '../section.tsx';
import { Glyph } from '../status.tsx';
import { AggregatePage } from './aggregate-page.tsx';
import { RunPage } from './run-page.tsx';

const order = ['violated', 'unknown', 'inert', 'held', 'skipped'];

interface Page {
  readonly run: ReportRun;
  /** Places of its details in the page's data; none for an aggregate. */
  readonly details: readonly number[];
  readonly href: string;
}

const pagesOf = ({ report, details }: PageData): readonly Page[] =>
  report.runs
    .filter((run) => run.status !== 'skipped')
    .map((run) => ({
      run,
      href: runHref(run),
      details: details.flatMap((detail, at) =>
        detail.scenario === run.scenario && detail.engine === run.engine ? [at] : [],
      ),
    }))
    .sort(
      (a, b) =>
        order.indexOf(a.run.status) - order.indexOf(b.run.status) ||
        b.details.length - a.details.length,
    );

/** The page that the address asks for, else the one that needs most attention. */
const pageAsked = (pages: readonly Page[]): Page | undefined => {
  const [kind, scenario, engine] = hash.value.split('/');
  const asked =
    kind === 'scenario' &&
    (pages.find(({ run }) => run.scenario === scenario && run.engine === engine) ??
      pages.find(({ run }) => run.scenario === scenario));
  return asked || undefined;
};

const OnePage = ({ data, page }: { readonly data: PageData; readonly page: Page }) => {
  const { run, details } = page;
  const shown = details[0];
  const detail = shown === undefined ? undefined : data.details[shown];
  return (
    <article class="runpage" aria-label={`${run.scenario}, ${run.engine}`}>
      <h3 class="runtitle">
        {run.scenario}, {run.engine}
      </h3>
      {run.about && <p class="lede">{run.about}</p>}
      {detail && shown !== undefined ? (
        <RunPage key={page.href} run={run} detail={detail} at={shown} />
      ) : (
        <AggregatePage run={run} command={repeatCommand(data.report, run)} />
      )}
    </article>
  );
};

const Picker = ({
  pages,
  current,
}: {
  readonly pages: readonly Page[];
  readonly current: Page;
}) => {
  const go = (href: string): void => {
    history.replaceState(null, '', href);
    hash.value = decodeURIComponent(href.slice(1));
  };
  return (
    <div class="picker">
      {pages
        .filter(({ run }) => run.status !== 'held')
        .slice(0, 6)
        .map(({ run, href }) => (
          <a key={href} href={href} aria-current={href === current.href ? 'true' : undefined}>
            <Glyph status={run.status} /> {run.scenario}, {run.engine}
          </a>
        ))}
      <label>
        <span class="note">All pages</span>{' '}
        <select value={current.href} onChange={(event) => go(event.currentTarget.value)}>
          {pages.map(({ run, href }) => (
            <option key={href} value={href}>
              {run.status}: {run.scenario}, {run.engine}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
};

/** One page per scenario and engine, in this same file; on paper all of them. */
export const Runs = ({ data }: { readonly data: PageData }) => {
  const pages = useMemo(() => pagesOf(data), [data]);
  const last = useRef<Page>(undefined);
  const current = pageAsked(pages) ?? last.current ?? pages[0];
  last.current = current;
  const each = 'one for each scenario and engine; the address can be shared';
  const lede = `${counted(pages.length, 'page')}, ${each}.`;
  return (
    <Section id="runs" title="Scenario pages" lede={lede}>
      <span id="scenario" />
      {current && !printing.value && <Picker pages={pages} current={current} />}
      {current &&
        (printing.value ? pages : [current]).map((page) => (
          <OnePage key={page.href} data={data} page={page} />
        ))}
    </Section>
  );
};
