import type { Recovery as Times } from '../../../../harness/core/run-detail.ts';
import { runHref } from '../../../words/attention.ts';
import { duration } from '../../../words/numbers.ts';
import type { LightDetail, PageData } from '../../page-data.ts';
import { Section } from '../section.tsx';

const time = (ms: number | undefined): string => (ms === undefined ? '–' : duration(ms));

const titles = [
  'State changed after',
  'Calls sent elsewhere after',
  'Trouble after the last heal',
  'Longest without an ok',
  'Control',
  'p99',
  'Control',
] as const;

const Row = ({ detail, recovery }: { readonly detail: LightDetail; readonly recovery: Times }) => {
  const { numbers, control } = detail;
  return (
    <tr>
      <th scope="row">
        <a href={runHref(detail)}>
          {detail.scenario}, {detail.engine}
        </a>
      </th>
      <td class="num">{time(recovery.detectMs)}</td>
      <td class="num">{time(recovery.switchMs)}</td>
      <td class="num">
        {recovery.troubleAfterHealMs === 0 ? 'none' : time(recovery.troubleAfterHealMs)}
      </td>
      <td class="num">{time(numbers.longestGapMs)}</td>
      <td class="num quiet">{time(control?.longestGapMs)}</td>
      <td class="num">{time(numbers.p99Ms ?? undefined)}</td>
      <td class="num quiet">{time(control?.p99Ms ?? undefined)}</td>
    </tr>
  );
};

/** How the runs came through their faults, beside their control runs. */
export const Recovery = ({ data }: { readonly data: PageData }) => {
  const rows = data.details.flatMap((detail) =>
    detail.recovery ? [{ detail, recovery: detail.recovery }] : [],
  );
  if (rows.length === 0) return null;
  const scales = [...new Set(rows.map(({ detail }) => detail.scale))];
  const scaled = scales.some((scale) => scale !== 1)
    ? ` Live runs are scaled: times are ${scales.join(' or ')} of the plan’s.`
    : '';
  return (
    <Section
      id="recovery"
      title="Recovery"
      lede={
        'Counted from the first fault, in the time of the run. A dash: not seen, or no need. ' +
        `Grey: the same load without faults.${scaled}`
      }
    >
      <div class="scroll">
        <table class="recovery">
          <thead>
            <tr>
              <th scope="col">Run</th>
              {titles.map((title, at) => (
                <th scope="col" class="num" key={at}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ detail, recovery }) => (
              <Row key={runHref(detail)} detail={detail} recovery={recovery} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
};
