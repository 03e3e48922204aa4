import { runHref } from '../../../words/attention.ts';
import { grouped, seconds, spaced } from '../../../words/numbers.ts';
import type { FailoverGroup, PageData } from '../../page-data.ts';
import { Section } from '../section.tsx';

const triggerText = ({ trigger, primaryStatus }: FailoverGroup): string => {
  if (trigger === 'state') return 'by state, no attempt on the primary';
  if (trigger === 'timedOut') return 'timed out: the caller gave up';
  if (trigger === 'answered') return `answered ${primaryStatus ?? ''}`;
  return spaced(trigger);
};

const Head = ({ titles }: { readonly titles: readonly string[] }) => (
  <thead>
    <tr>
      {titles.map((title) => (
        <th
          scope="col"
          key={title}
          class={/^(Calls|Attempts|First|Retried|Most|Fell)/.test(title) ? 'num' : ''}
        >
          {title}
        </th>
      ))}
    </tr>
  </thead>
);

const Switches = ({ data }: { readonly data: PageData }) => {
  const rows = data.details.flatMap((detail) =>
    detail.failovers.map((failover) => ({ detail, failover })),
  );
  if (rows.length === 0) return <p class="note">No call went to an alternative.</p>;
  return (
    <div class="scroll">
      <table>
        <caption>Switches, by how the last attempt on the primary ended</caption>
        <Head
          titles={['Run', 'From → to', 'Trigger', 'Calls', 'Attempts on the primary', 'First']}
        />
        <tbody>
          {rows.map(({ detail, failover }, at) => (
            <tr key={at} class={failover.trigger === 'timedOut' ? 'hot' : ''}>
              <th scope="row">
                <a href={`${runHref(detail)}/x${failover.refs[0] ?? ''}`}>
                  {detail.scenario}, {detail.engine}
                </a>
              </th>
              <td>
                {failover.from} → {failover.to}
              </td>
              <td>{triggerText(failover)}</td>
              <td class="num">{grouped(failover.calls)}</td>
              <td class="num">{grouped(failover.primaryAttempts)}</td>
              <td class="num">{seconds(failover.firstAtMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Retries = ({ data }: { readonly data: PageData }) => {
  const rows = data.details.flatMap((detail) => detail.retries.map((row) => ({ detail, row })));
  if (rows.length === 0) return null;
  return (
    <div class="scroll">
      <table>
        <caption>Attempts per call, primary and alternatives together</caption>
        <Head
          titles={[
            'Run',
            'Route',
            'Calls',
            'Attempts',
            'Attempts per call',
            'Retried',
            'Fell back',
            'Most in one call',
          ]}
        />
        <tbody>
          {rows.map(({ detail, row }, at) => (
            <tr key={at}>
              <th scope="row">
                <a href={runHref(detail)}>
                  {detail.scenario}, {detail.engine}
                </a>
              </th>
              <td>{row.group}</td>
              <td class="num">{grouped(row.calls)}</td>
              <td class="num">{grouped(row.attempts)}</td>
              <td class="num">{(row.attempts / Math.max(1, row.calls)).toFixed(2)}</td>
              <td class="num">{grouped(row.retriedCalls)}</td>
              <td class="num">{grouped(row.fellBack)}</td>
              <td class="num">
                {row.mostAttempts}
                {row.maxRetries !== undefined && <span class="note"> of {row.maxRetries + 2}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** What made calls change their way, and how often they were tried. */
export const Failovers = ({ data }: { readonly data: PageData }) => (
  <Section
    id="failovers"
    title="Failovers and retries"
    lede={
      'Read off the links. “Of 5” is what the stack promises at most: one attempt, its ' +
      'retries, one on the alternative.'
    }
  >
    <Switches data={data} />
    <Retries data={data} />
  </Section>
);
