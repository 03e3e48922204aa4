import { useMemo, useRef } from 'preact/hooks';
import type { ReportRun } from '../../../../harness/core/report-model.ts';
import { repeatCommand, runHref } from '../../../words/attention.ts';
import { seedsText } from '../../../words/environment-words.ts';
import { counted } from '../../../words/numbers.ts';
import type { PageData } from '../../page-data.ts';
import { hash, printing } from '../page-state.ts';
import { Section } from '../section.tsx';
import { Glyph } from '../status.tsx';
import { AggregatePage } from './aggregate-page.tsx';
import { RunPage } from './run-page.tsx';
import { Schedules } from './schedules.tsx';

const order = ['violated', 'unknown', 'inert', 'held', 'skipped'];

interface Page {
  readonly run: ReportRun;
  /** Places of its details in the page's data; none for an aggregate. */
  readonly details: readonly number[];
  readonly href: string;
}

/** An aggregate of many schedules may have details of any seed. */
const isOf = (detail: PageData['details'][number], run: ReportRun): boolean =>
  detail.scenario === run.scenario &&
  detail.engine === run.engine &&
  (detail.seed === run.seed || run.schedules > 1);

const pagesOf = ({ report, details }: PageData): readonly Page[] =>
  report.runs
    .filter((run) => run.status !== 'skipped')
    .map((run) => ({
      run,
      href: runHref(run),
      details: details.flatMap((detail, at) => (isOf(detail, run) ? [at] : [])),
    }))
    .sort(
      (a, b) =>
        order.indexOf(a.run.status) - order.indexOf(b.run.status) ||
        Number(a.run.control) - Number(b.run.control) ||
        b.details.length - a.details.length,
    );

/** The page that the address asks for, else the one that needs most attention. */
const pageAsked = (pages: readonly Page[]): Page | undefined => {
  const [kind, scenario, engine, seed] = hash.value.split('/');
  if (kind !== 'scenario') return undefined;
  const named = pages.filter(({ run }) => run.scenario === scenario);
  const onEngine = named.filter(({ run }) => run.engine === engine);
  return onEngine.find(({ run }) => `seed-${run.seed}` === seed) ?? onEngine[0] ?? named[0];
};

const seedAsked = (): string | undefined => hash.value.split('/')[3];

/** The first of the examples, which come worst first, that has a page. */
const worstOf = (data: PageData, { run, details }: Page): number | undefined => {
  const bySeed = new Map(details.map((at) => [data.details[at]?.seed, at]));
  const found = run.examples.map(({ seed }) => bySeed.get(seed)).find((at) => at !== undefined);
  return found ?? details[0];
};

const OnePage = ({ data, page }: { readonly data: PageData; readonly page: Page }) => {
  const { run, details } = page;
  const seeds = details.flatMap((at) => data.details[at]?.seed ?? []);
  const asked = details.find((at) => `seed-${data.details[at]?.seed}` === seedAsked());
  const shown = asked ?? worstOf(data, page);
  const detail = shown === undefined ? undefined : data.details[shown];
  return (
    <article class="runpage" aria-label={`${run.scenario}, ${run.engine}`}>
      <h3 class="runtitle">
        {run.scenario}, {run.engine}
      </h3>
      {run.about && <p class="lede">{run.about}</p>}
      {detail && shown !== undefined ? (
        <>
          {run.schedules > 1 && <Schedules run={run} seed={detail.seed} seeds={seeds} />}
          <RunPage key={`${page.href} ${shown}`} run={run} detail={detail} at={shown} />
        </>
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
              {run.status}: {run.scenario}, {run.engine}, {seedsText(run)}
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
  const bare = pages.filter(({ run }) => run.control).length;
  const lede =
    `${counted(pages.length - bare, 'run')} of scenarios` +
    `${bare > 0 ? ` and ${counted(bare, 'control run')}` : ''}, each with a page and an address.`;
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
