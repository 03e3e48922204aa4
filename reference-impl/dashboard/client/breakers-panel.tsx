import type { BreakerRow, RateRow } from '../dashboard-state.ts';
import { Mark } from './mark.tsx';
import { breakerTone, type Tone } from './words.ts';

/** Every breaker that a service tells of, with its status text. */
export const BreakersPanel = ({ rows }: { readonly rows: readonly BreakerRow[] }) => (
  <section aria-labelledby="breakers-title">
    <h2 id="breakers-title">Breakers</h2>
    {rows.length === 0 ? (
      <p class="note">No service tells of a breaker.</p>
    ) : (
      <ul class="rows">
        {rows.map(({ service, name, status }) => (
          <li key={`${service} ${name}`}>
            <span>
              {name} <span class="note">in {service}</span>
            </span>
            <Mark tone={breakerTone(status)}>
              <code>{status}</code>
            </Mark>
          </li>
        ))}
      </ul>
    )}
  </section>
);

const rateWords: Readonly<Record<string, string>> = {
  primarySuccessRate: 'answered by the live core',
  fallbackRate: 'answered by the candidate',
};

const levelTones: Readonly<Record<RateRow['level'], Tone>> = {
  good: 'good',
  warning: 'warning',
  critical: 'bad',
  noData: 'unknown',
};

/** The rates that have limits, each with its judgement. */
export const RatesPanel = ({ rows }: { readonly rows: readonly RateRow[] }) => (
  <section aria-labelledby="rates-title">
    <h2 id="rates-title">Rates</h2>
    <ul class="rows">
      {rows.map(({ name, value, level }) => (
        <li key={name}>
          <span>{rateWords[name] ?? name}</span>
          {value === null ? (
            <span class="note">no call yet</span>
          ) : (
            <Mark tone={levelTones[level]}>
              {value.toFixed(1)} %, {level}
            </Mark>
          )}
        </li>
      ))}
    </ul>
  </section>
);
