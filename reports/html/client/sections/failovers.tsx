import { failoverWords } from '../../../detail/failover-words.ts';
import { runHref } from '../../../words/attention.ts';
import { counted, grouped, seconds } from '../../../words/numbers.ts';
import type { PageData } from '../../page-data.ts';
import { Section } from '../section.tsx';

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
          titles={[
            'Run',
            'From → to',
            'Trigger',
            'Known of it',
            'Calls',
            'Attempts on the primary',
            'First',
          ]}
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
              <td>{failoverWords(failover).text}</td>
              <td class="quiet">{failoverWords(failover).known}</td>
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
  const all = data.details.flatMap((detail) => detail.retries.map((row) => ({ detail, row })));
  const rows = all.filter(({ row }) => row.attempts > row.calls || row.fellBack > 0);
  if (all.length === 0) return null;
  const rest = all.length - rows.length;
  return (
    <div class="scroll">
      {rest > 0 && (
        <p class="note">
          {counted(rest, 'route')} of the runs had one attempt for every call and{' '}
          {rest === 1 ? 'is' : 'are'} not listed.
        </p>
      )}
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
      'retries, one on the alternative. A state may send a call to the alternative at once.'
    }
  >
    <Switches data={data} />
    <Retries data={data} />
  </Section>
);
