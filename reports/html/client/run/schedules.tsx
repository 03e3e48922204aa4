import type { ReportRun } from '../../../../harness/core/report-model.ts';
import { runHref } from '../../../words/attention.ts';
import { seedsText, virtualText } from '../../../words/environment-words.ts';
import { grouped, sentence } from '../../../words/numbers.ts';
import { boundText } from '../../../words/verdict-sentence.ts';
import { Status } from '../status.tsx';

interface SchedulesProps {
  readonly run: ReportRun;
  /** The seed whose page is shown; absent: none is. */
  readonly seed?: number;
  /** Seeds that have a page. */
  readonly seeds: readonly number[];
}

/** What many schedules of one scenario came to, and which of them can be looked at. */
export const Schedules = ({ run, seed, seeds }: SchedulesProps) => {
  const bound = boundText(run);
  const virtual = virtualText(run);
  const shown = run.examples.filter((example) => seeds.includes(example.seed));
  return (
    <div class="schedules">
      <p class="meta">
        <Status status={run.status} />
        <span>
          {grouped(run.effective)} of {grouped(run.schedules)} schedules effective
        </span>
        {run.violated ? <b class="violated">{run.violated} violated</b> : null}
        <span>{seedsText(run)}</span>
        {virtual && <span>{virtual}</span>}
      </p>
      {(run.reasons ?? []).map((reason) => (
        <p key={reason}>{sentence(reason)}</p>
      ))}
      {bound && <p class="note">If it can break, then in {bound}.</p>}
      {shown.length > 1 && (
        <p class="meta examples">
          <span>Look at</span>
          {shown.map((example) => (
            <a
              key={example.seed}
              href={runHref({ ...run, seed: example.seed })}
              aria-current={example.seed === seed ? 'true' : undefined}
            >
              <Status status={example.status}>seed {example.seed}</Status>
            </a>
          ))}
        </p>
      )}
    </div>
  );
};
