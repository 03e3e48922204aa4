import type { FaultFamily } from '../../../../harness/core/fault.ts';
import type { ReportModel } from '../../../../harness/core/report-model.ts';
import { grouped } from '../../../words/numbers.ts';
import type { PageData } from '../../page-data.ts';
import { families, Swatch } from '../family.tsx';
import { Section } from '../section.tsx';

const engines = ['simulated', 'live', 'containers'] as const;

interface Used {
  readonly injected: number;
  readonly effective: number;
}

const usedBy = (report: ReportModel, engine: string): ReadonlyMap<string, Used> => {
  const used = new Map<string, Used>();
  const add = (fault: string, injected: number, effective: number): void => {
    const before = used.get(fault) ?? { injected: 0, effective: 0 };
    used.set(fault, {
      injected: before.injected + injected,
      effective: before.effective + effective,
    });
  };
  for (const run of report.runs.filter((one) => one.engine === engine)) {
    for (const step of run.steps ?? []) {
      if (step.atMs !== null) add(step.fault, 1, step.receipt.effective ? 1 : 0);
    }
    for (const { fault, injected, effective } of run.faults ?? []) add(fault, injected, effective);
  }
  return used;
};

const Bar = ({ used, family }: { readonly used: Used; readonly family: FaultFamily }) => (
  <td>
    <span class="receipt">
      <svg class={`f-${family}`} viewBox="0 0 58 12" aria-hidden="true">
        <rect
          class="patterned"
          width={(58 * used.effective) / Math.max(1, used.injected)}
          height="12"
          fill={`url(#p-${family})`}
        />
        <rect class="frame" x=".5" y=".5" width="57" height="11" />
      </svg>
      {grouped(used.effective)}/{grouped(used.injected)}
    </span>
  </td>
);

/** Each kind of fault on each engine, with how many of its injections had an effect. */
export const FaultMatrix = ({ data }: { readonly data: PageData }) => {
  const shown = engines.filter((engine) =>
    data.report.runs.some((run) => run.engine === engine && run.status !== 'skipped'),
  );
  const used = new Map(shown.map((engine) => [engine, usedBy(data.report, engine)]));
  const known = new Set(data.faults.map((fault) => fault.kind));
  const extra = [...used.values()]
    .flatMap((one) => [...one.keys()])
    .filter((kind) => !known.has(kind))
    .map((kind) => ({ kind, family: 'dependency' as const, about: '' }));
  const all = [...data.faults, ...extra];
  return (
    <Section
      id="faults"
      title="Faults × engines"
      lede={
        'Receipts: effective of injected. A fault is effective when it changed or blocked ' +
        'at least one operation or exchange. An engine that ran nothing has no column.'
      }
    >
      <div class="families">
        {families.map((family) => {
          const rows = all.filter((fault) => fault.family === family);
          if (rows.length === 0) return null;
          return (
            <table key={family}>
              <thead>
                <tr>
                  <th scope="col">
                    <Swatch family={family} /> {family}
                  </th>
                  {shown.map((engine) => (
                    <th scope="col" key={engine}>
                      {engine}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ kind, about }) => (
                  <tr key={kind} id={`fault/${kind}`}>
                    <th scope="row" title={about}>
                      <code>{kind}</code>
                    </th>
                    {shown.map((engine) => {
                      const one = used.get(engine)?.get(kind);
                      return one ? (
                        <Bar key={engine} used={one} family={family} />
                      ) : (
                        <td class="hole" key={engine}>
                          <span>not used</span>
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          );
        })}
      </div>
    </Section>
  );
};
