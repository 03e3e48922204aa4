import type { ReportModel } from '../../../../harness/core/report-model.ts';
import { attentionOf } from '../../../words/attention.ts';
import { Section } from '../section.tsx';
import { Status } from '../status.tsx';

const going = {
  violated: 'See it happen',
  unknown: 'Why unknown',
  inert: 'Receipts',
  missed: 'Planted bugs',
} as const;

/** What a reader must look at, worst first; absent when there is nothing. */
export const Attention = ({ report }: { readonly report: ReportModel }) => {
  const items = attentionOf(report);
  if (items.length === 0) return null;
  return (
    <Section id="attention" title="What needs attention">
      <ul class="attention">
        {items.map(({ status, title, lines, command, href }) => (
          <li key={`${status} ${title}`}>
            <Status status={status} />
            <div>
              <p class="t">
                <a href={href}>{title}</a>
              </p>
              {lines.map((line) => (
                <p key={line}>{line}</p>
              ))}
              {command && <code class="small">{command}</code>}
            </div>
            <a class="go" href={href}>
              {going[status]}
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
};
