import { countsText, grouped, seconds } from '../../../words/numbers.ts';
import type { LightDetail } from '../../page-data.ts';
import { Swatch } from '../family.tsx';
import { Status } from '../status.tsx';

/** Each step of the plan with its receipt. */
export const StepTable = ({ detail }: { readonly detail: LightDetail }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">Target</th>
          <th scope="col">From, until</th>
          <th scope="col">Receipt</th>
        </tr>
      </thead>
      <tbody>
        {detail.steps.map((step) => (
          <tr key={step.id}>
            <th scope="row">
              <Swatch family={step.family} /> {step.id} <code>{step.kind}</code>
            </th>
            <td>{step.target}</td>
            <td>
              {step.injectedAtMs === undefined ? 'never fired' : seconds(step.injectedAtMs)}
              {step.injectedAtMs !== undefined &&
                ` – ${step.healedAtMs === undefined ? 'the end' : seconds(step.healedAtMs)}`}
              {step.lateMs > 50 && (
                <span class="note"> {grouped(Math.round(step.lateMs))} ms late</span>
              )}
            </td>
            <td>
              {step.receipt?.effective ? (
                countsText(step.receipt.counts)
              ) : (
                <Status status="inert">inert: changed nothing</Status>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
