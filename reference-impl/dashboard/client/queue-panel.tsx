import type { DashboardState } from '../dashboard-state.ts';

/** How many messages wait, are on their way, and are over. */
export const QueuePanel = ({ queue }: { readonly queue: DashboardState['queue'] }) => (
  <section aria-labelledby="queue-title">
    <h2 id="queue-title">Queue</h2>
    <dl class="numbers">
      <div>
        <dt>Waiting</dt>
        <dd>{queue.pending}</dd>
      </div>
      <div>
        <dt>In flight</dt>
        <dd>{queue.inFlight}</dd>
      </div>
      <div>
        <dt>Answered</dt>
        <dd>{queue.answered}</dd>
      </div>
      <div class={queue.dead > 0 ? 'hot' : ''}>
        <dt>Given up</dt>
        <dd>{queue.dead}</dd>
      </div>
    </dl>
  </section>
);
