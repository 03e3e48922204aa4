import { runHref } from '../../../words/attention.ts';
import { type InvariantSummary, invariantSummaries } from '../../../words/invariant-summary.ts';
import { counted, grouped, sentence } from '../../../words/numbers.ts';
import type { PageData } from '../../page-data.ts';
import { Section } from '../section.tsx';
import { Status } from '../status.tsx';

/** What to say of a rule in one cell: the worst that was seen of it. */
const Evidence = ({ summary }: { readonly summary: InvariantSummary }) => {
  const worst = summary.runs.filter(({ verdict }) => verdict.status === summary.status);
  const [first] = worst;
  if (!first) return null;
  const rest = worst.length - 1;
  return (
    <>
      {sentence(first.verdict.because)}{' '}
      <a href={runHref(first)}>
        {first.scenario}, {first.engine}
      </a>
      {rest > 0 && <span class="note"> and {counted(rest, 'more run')}</span>}
    </>
  );
};

/** Every rule in plain words, with how often it was put to the test. */
export const Invariants = ({ data }: { readonly data: PageData }) => {
  const summaries = invariantSummaries({ ...data, details: [] });
  return (
    <Section
      id="invariants"
      title="Invariants"
      lede={
        'Rules over what the links, processes and files showed. Checked counts how often ' +
        'a rule could have failed; a rule that never could is vacuous, not held.'
      }
    >
      <table class="invariants">
        <thead>
          <tr>
            <th scope="col">Result</th>
            <th scope="col">Invariant</th>
            <th scope="col">What it means</th>
            <th scope="col" class="num">
              Checked
            </th>
            <th scope="col">Seen</th>
          </tr>
        </thead>
        <tbody>
          {summaries.map((summary) => (
            <tr
              key={summary.name}
              id={`inv-${summary.name}`}
              class={summary.status === 'violated' ? 'hot' : ''}
            >
              <td>
                <Status status={summary.status} />
              </td>
              <th scope="row">
                <code>{summary.name}</code>
              </th>
              <td>{summary.about}</td>
              <td class="num">{grouped(summary.checked)}</td>
              <td class="quiet">
                <Evidence summary={summary} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
};
