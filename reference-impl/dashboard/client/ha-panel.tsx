import type { DashboardState, TargetBelief } from '../dashboard-state.ts';
import { Mark } from './mark.tsx';
import { connection } from './store.ts';
import { Since } from './times.tsx';
import { haTold, type Tone } from './words.ts';

const beliefTone = ({ healthy }: TargetBelief): Tone =>
  healthy === null ? 'unknown' : healthy ? 'good' : 'bad';

const beliefText = ({ healthy, consecutiveFailures }: TargetBelief): string => {
  if (healthy === null) return 'not evaluated';
  const failures =
    consecutiveFailures === 1 ? '1 failed probe' : `${consecutiveFailures} failed probes`;
  const streak = consecutiveFailures > 0 ? `, ${failures} in a row` : '';
  return `${healthy ? 'healthy' : 'unhealthy'}${streak}`;
};

/** The state of the pair of cores, as the orchestrator says it. */
export const HaPanel = ({ told }: { readonly told: DashboardState }) => {
  const { ha, route, maintenance } = told;
  const { tone, word, meaning } = haTold(ha.state);
  // What nobody confirms any more is never green.
  const isCurrent = ha.heard === 'now';
  return (
    <section class="ha" aria-labelledby="ha-title">
      <p class="over" id="ha-title">
        HA state{connection.value === 'lost' && ', as last heard'}
      </p>
      <h1>
        <Mark tone={isCurrent ? tone : 'unknown'}>{word}</Mark>
      </h1>
      <p class="meaning">{meaning}</p>
      {ha.sinceMs !== null && (
        <p class="note">
          since <Since atMs={ha.sinceMs} />
        </p>
      )}
      {ha.heard === 'before' && (
        <p class="warn">The orchestrator does not answer; this is what it said last.</p>
      )}
      {maintenance && (
        <p class="warn">Maintenance is on: failover is off, and the candidate is not evaluated.</p>
      )}
      <dl class="facts">
        <div>
          <dt>Live</dt>
          <dd>
            <Mark tone={isCurrent ? beliefTone(ha.live) : 'unknown'}>{beliefText(ha.live)}</Mark>
          </dd>
        </div>
        <div>
          <dt>Candidate</dt>
          <dd>
            <Mark tone={isCurrent ? beliefTone(ha.candidate) : 'unknown'}>
              {beliefText(ha.candidate)}
            </Mark>
          </dd>
        </div>
        <div>
          <dt>New calls go to</dt>
          <dd>{route === 'live' ? 'the live core' : 'the candidate'}</dd>
        </div>
        <div>
          <dt>Maintenance</dt>
          <dd>{maintenance ? 'on' : 'off'}</dd>
        </div>
      </dl>
    </section>
  );
};
