import type { MessageCounts } from '../../../../harness/core/report-model.ts';
import { runHref } from '../../../words/attention.ts';
import { grouped, seconds } from '../../../words/numbers.ts';
import type { LightDetail, PageData } from '../../page-data.ts';
import { Section } from '../section.tsx';

const columns: readonly (readonly [keyof MessageCounts, string])[] = [
  ['attempted', 'Attempted'],
  ['accepted', 'Accepted'],
  ['delivered', 'Delivered'],
  ['recovered', 'Recovered'],
  ['queued', 'Queued'],
  ['deadLettered', 'Given up'],
  ['lost', 'Lost'],
  ['duplicated', 'Duplicated'],
  ['unexpected', 'Unexpected'],
];
const bad = new Set<keyof MessageCounts>(['lost', 'duplicated', 'unexpected']);

const Cells = ({ counts }: { readonly counts: MessageCounts }) => (
  <>
    {columns.map(([name]) => (
      <td key={name} class={`num${bad.has(name) && counts[name] > 0 ? ' violated strong' : ''}`}>
        {grouped(counts[name])}
      </td>
    ))}
  </>
);

const Lives = ({ detail }: { readonly detail: LightDetail }) => (
  <>
    {detail.lives.map((life) => (
      <details key={life.key} class="life">
        <summary>
          <code>{life.key}</code> {life.fate} in <a href={runHref(detail)}>{detail.scenario}</a>
        </summary>
        <ol>
          {life.moments.map((moment) => (
            <li key={moment.ref}>
              <span>{seconds(moment.atMs, 3)}</span> <span>{moment.text}</span>
            </li>
          ))}
        </ol>
      </details>
    ))}
  </>
);

/** Where every message went, over all scenario runs and in each run. */
export const Messages = ({ data: { report, details } }: { readonly data: PageData }) => {
  const rows = details
    .filter((detail) => detail.messages !== null)
    .toSorted((a, b) => Number(a.isControl ?? false) - Number(b.isControl ?? false));
  return (
    <Section
      id="messages"
      title="Message account"
      lede={
        'Counted at the sink that the harness owns, not by the stack’s own word. Attempted: ' +
        'every operation with a key; accepted: those acknowledged as a message. Recovered: the client got no clear answer, yet the message took effect.'
      }
    >
      {!report.messages && rows.length === 0 ? (
        <p class="note">No messages were sent in this run.</p>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Run</th>
                {columns.map(([name, title]) => (
                  <th scope="col" class="num" key={name}>
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {report.messages && (
                <tr class="total">
                  <th scope="row">All scenario runs</th>
                  <Cells counts={report.messages} />
                </tr>
              )}
              {rows.map((detail) => (
                <tr key={runHref(detail)} class={detail.isControl ? 'quiet' : ''}>
                  <th scope="row">
                    <a href={runHref(detail)}>
                      {detail.scenario}, {detail.engine}
                    </a>
                  </th>
                  {detail.messages && <Cells counts={detail.messages} />}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {details.map((detail) => (
        <Lives key={runHref(detail)} detail={detail} />
      ))}
    </Section>
  );
};
