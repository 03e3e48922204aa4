import type { LoadRow, ReportModel } from '../../../../harness/core/report-model.ts';
import {
  codesText,
  loadCells,
  loadHeads,
  loadMissed,
  loadSentence,
  loadStatus,
  loadTime,
} from '../../../words/load-words.ts';
import { grouped } from '../../../words/numbers.ts';
import { LoadChart } from '../run/load-chart.tsx';
import { Section } from '../section.tsx';
import { Status } from '../status.tsx';

const Totals = ({ rows }: { readonly rows: readonly LoadRow[] }) => (
  <div class="scroll">
    <table class="load">
      <thead>
        <tr>
          <th scope="col">Profile</th>
          <th scope="col">Thresholds</th>
          {loadHeads.slice(1).map((head) => (
            <th scope="col" key={head} class="num">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.profile} class={loadStatus(row) === 'violated' ? 'hot' : ''}>
            <th scope="row">
              <a href={`#load-${row.profile}`}>{row.profile}</a>
            </th>
            <td class="reached">
              <Status status={loadStatus(row)}>
                {loadMissed(row).length === 0 ? 'all reached' : `not ${loadMissed(row).join(', ')}`}
              </Status>
            </td>
            {loadCells(row)
              .slice(1)
              .map((cell, at) => (
                <td class="num" key={loadHeads[at + 1]}>
                  {cell}
                </td>
              ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Parts = ({ row }: { readonly row: LoadRow }) => (
  <div class="scroll">
    <table class="loadparts">
      <thead>
        <tr>
          {['', 'Requests', 'Failed', 'Dropped', 'p50', 'p95', 'p99', 'Longest gap'].map((head) => (
            <th scope="col" key={head} class={head === '' ? '' : 'num'}>
              {head}
            </th>
          ))}
          <th scope="col">Error codes</th>
        </tr>
      </thead>
      <tbody>
        {[
          ...(row.windows ?? []).map((part) => ({ part, of: 'window' })),
          ...(row.paths ?? []).map((part) => ({ part, of: 'path' })),
        ].map(({ part, of }) => (
          <tr key={part.name}>
            <th scope="row">
              {part.name} <span class="quiet">{of}</span>
            </th>
            <td class="num">{grouped(part.requests)}</td>
            <td class="num">{grouped(part.failed)}</td>
            <td class="num">{grouped(part.dropped)}</td>
            <td class="num">{loadTime(part.p50)}</td>
            <td class="num">{loadTime(part.p95)}</td>
            <td class="num">{loadTime(part.p99)}</td>
            <td class="num">{loadTime(part.longestGapMs)}</td>
            <td class="quiet">{codesText(part.codes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** What k6 and the effects showed while the live core failed; absent when no load was run. */
export const Load = ({ report }: { readonly report: ReportModel }) => {
  const rows = report.load ?? [];
  if (rows.length === 0) return null;
  const lede =
    `${loadSentence(report)}. Half of the arrivals wait for their answer (sync); the others leave ` +
    'a message, which is answered when its effect is there (queue). Hung: in flight at a core that ' +
    'stopped, and failed to its caller after the time limit. Saturated: the times say nothing.';
  return (
    <Section id="load" title="Load under failover" lede={lede}>
      <Totals rows={rows} />
      {rows.map((row) => (
        <figure class="loadrun" id={`load-${row.profile}`} key={row.profile}>
          <figcaption>
            <b>{row.profile}</b>{' '}
            {(row.bands ?? []).map(({ fault, target }) => `${fault} ${target}`).join(', ') ||
              'without a fault'}
          </figcaption>
          {row.series && <LoadChart series={row.series} bands={row.bands ?? []} />}
          <Parts row={row} />
        </figure>
      ))}
    </Section>
  );
};
