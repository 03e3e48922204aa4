import type { ReportModel, ReportPart } from '../../../../harness/core/report-model.ts';
import { proxyText, speedText } from '../../../words/environment-words.ts';
import { counted, duration, listed } from '../../../words/numbers.ts';
import { Section } from '../section.tsx';
import { Status } from '../status.tsx';

const Row = ({ part }: { readonly part: ReportPart }) => {
  const { environment: at } = part;
  return (
    <tr class={part.status === 'violated' ? 'hot' : ''}>
      <th scope="row">{part.shard ? `${part.shard.index}/${part.shard.count}` : 'whole'}</th>
      <td>{listed(part.engines)}</td>
      <td>
        <Status status={part.status} />
      </td>
      <td class="num">{part.exitCode ?? ''}</td>
      <td class="num">{part.seed}</td>
      <td class="num">{duration(part.wallMs)}</td>
      <td class="quiet">{speedText(part.speed) || 'nothing simulated'}</td>
      <td class="quiet">
        {counted(at.cores, 'core')}, {at.os}, Node {at.node}; proxy: {proxyText(at.toxiproxy)}
      </td>
    </tr>
  );
};

/** The reports that this one was merged from, each with its machine; absent for a single run. */
export const Shards = ({ report }: { readonly report: ReportModel }) => {
  const parts = report.parts ?? [];
  if (parts.length === 0) return null;
  return (
    <Section
      id="shards"
      title="Merged from"
      lede={
        'A shard may be inert or unknown by itself and held in all: what counts is asked of all ' +
        'schedules together.'
      }
    >
      <div class="scroll">
        <table class="shards">
          <thead>
            <tr>
              <th scope="col">Shard</th>
              <th scope="col">Engine</th>
              <th scope="col">By itself</th>
              <th scope="col" class="num">
                Exit code
              </th>
              <th scope="col" class="num">
                First seed
              </th>
              <th scope="col" class="num">
                Took
              </th>
              <th scope="col">Speed</th>
              <th scope="col">Machine</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <Row key={`${part.runId} ${part.startedAt}`} part={part} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
};
