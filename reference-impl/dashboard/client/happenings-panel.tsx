import type { Happening } from '../dashboard-state.ts';
import { Mark } from './mark.tsx';
import { serverNowMs } from './store.ts';
import { clockText } from './times.tsx';
import { happeningTone, reasonOf, titleOf } from './words.ts';

const Item = ({ happening }: { readonly happening: Happening }) => {
  const nowMs = serverNowMs.value;
  const { atMs, lastAtMs, count } = happening;
  const first = clockText(atMs, nowMs);
  const last = clockText(lastAtMs, nowMs);
  const reason = reasonOf(happening);
  return (
    <li>
      <time dateTime={new Date(lastAtMs).toISOString()}>{last}</time>
      <div>
        <Mark tone={happeningTone(happening)}>{titleOf(happening)}</Mark>
        {count > 1 && first !== last && <span class="note"> since {first}</span>}
        {reason && <p class="why">{reason}</p>}
      </div>
    </li>
  );
};

/** Failovers, changes of state and of services, the newest first. */
export const HappeningsPanel = ({ rows }: { readonly rows: readonly Happening[] }) => (
  <section aria-labelledby="happenings-title">
    <h2 id="happenings-title">What happened</h2>
    <ol class="happenings">
      {rows.map((happening) => (
        <Item key={happening.id} happening={happening} />
      ))}
    </ol>
  </section>
);
