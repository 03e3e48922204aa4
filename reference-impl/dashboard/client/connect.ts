import type { DashboardState, Happening } from '../dashboard-state.ts';
import {
  announcement,
  clockMs,
  connection,
  lastNewsMs,
  takeHappening,
  takeState,
} from './store.ts';
import { sentenceOf } from './words.ts';

const retryMs = 2000;
/** Three beats of the server and a little: a connection that is silent for longer is dead. */
const silenceMs = 16_000;

/** Follows the server's events for as long as the page is open, through restarts of the server. */
export function connect(): void {
  let source: EventSource | undefined;
  let lastId = '';
  let isCaughtUp = false;

  const heard = (event: MessageEvent): void => {
    lastId = event.lastEventId;
    lastNewsMs.value = Date.now();
  };
  const lost = (): void => {
    if (connection.value === 'live') announcement.value = 'Connection to web lost. Trying again.';
    connection.value = 'lost';
  };
  const open = (): void => {
    source?.close();
    const next = new EventSource(`dashboard/events?last=${encodeURIComponent(lastId)}`);
    source = next;
    next.addEventListener('open', () => {
      if (connection.value === 'lost') announcement.value = 'Connected to web again.';
      connection.value = 'live';
      lastNewsMs.value = Date.now();
    });
    next.addEventListener('state', (event) => {
      heard(event);
      // The server of this page writes nothing else into an event of this name.
      takeState(JSON.parse(event.data) as DashboardState);
      isCaughtUp = true;
    });
    next.addEventListener('happening', (event) => {
      heard(event);
      // As above.
      const happening = JSON.parse(event.data) as Happening;
      takeHappening(happening);
      // What was missed is read, not called out; nor is each of many equal failovers.
      if (isCaughtUp && happening.count === 1) announcement.value = sentenceOf(happening);
    });
    next.addEventListener('beat', heard);
    next.addEventListener('error', () => {
      lost();
      // The browser tries again by itself, except after an answer that was no stream.
      if (next.readyState === EventSource.CLOSED) setTimeout(() => open(), retryMs);
    });
  };
  setInterval(() => {
    clockMs.value = Date.now();
    if (connection.value !== 'live' || Date.now() - lastNewsMs.value < silenceMs) return;
    lost();
    open();
  }, 1000);
  open();
}
