import type { ReportModel } from '../../../../harness/core/report-model.ts';
import { Section } from '../section.tsx';

/** What this run says nothing about, and what it would take. */
export const NotTested = ({ report }: { readonly report: ReportModel }) => (
  <Section id="not-tested" title="Not tested here" lede="Nothing above says anything about these.">
    {report.notTested.length === 0 ? (
      <p class="note">Nothing is listed.</p>
    ) : (
      <ul class="not-tested">
        {report.notTested.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    )}
  </Section>
);
