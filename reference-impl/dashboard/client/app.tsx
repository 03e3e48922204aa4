import { BreakersPanel, RatesPanel } from './breakers-panel.tsx';
import { HaPanel } from './ha-panel.tsx';
import { HappeningsPanel } from './happenings-panel.tsx';
import { Mark } from './mark.tsx';
import { QueuePanel } from './queue-panel.tsx';
import { ServicesPanel } from './services-panel.tsx';
import { announcement, clockMs, connection, happenings, lastNewsMs, state } from './store.ts';
import { clockText } from './times.tsx';

const ConnectionMark = () => {
  if (connection.value === 'live') return <Mark tone="good">live</Mark>;
  if (connection.value === 'connecting') return <Mark tone="unknown">connecting</Mark>;
  const heard = lastNewsMs.value === 0 ? 'never' : clockText(lastNewsMs.value, clockMs.value);
  return <Mark tone="bad">web does not answer; last news {heard}</Mark>;
};

const Panels = () => {
  const told = state.value;
  if (told === undefined) return <p class="note">Waiting for the first news of the stack.</p>;
  return (
    <>
      <div class="top">
        <HaPanel told={told} />
        <div>
          <QueuePanel queue={told.queue} />
          <BreakersPanel rows={told.breakers} />
          {told.rates.length > 0 && <RatesPanel rows={told.rates} />}
        </div>
      </div>
      <ServicesPanel rows={told.services} />
      <HappeningsPanel rows={happenings.value} />
    </>
  );
};

/** The whole page. */
export const App = () => (
  <div class={connection.value === 'lost' ? 'page stale' : 'page'}>
    <a class="skip" href="#content">
      Skip to the content
    </a>
    <header>
      <p class="brand">Failover dashboard</p>
      <p class="connection">
        <ConnectionMark />
      </p>
    </header>
    <main id="content" tabIndex={-1}>
      <Panels />
    </main>
    <p class="heard" role="status" aria-live="polite">
      {announcement.value}
    </p>
  </div>
);
