import type { ServerResponse } from 'node:http';
import type { Numbered } from './happenings.ts';

/** The viewers of the page, each with a stream of server-sent events. */
export interface EventStream {
  /** Sends what a viewer has missed, then all that comes. False when there are too many viewers. */
  add(response: ServerResponse, lastEventId: string | undefined): boolean;
  /** Sends what is new to everybody, soon: many changes make one event. */
  changed(): void;
  /** Ends every stream; viewers come back by themselves. */
  end(): void;
}

/** What a stream is made of. */
export interface EventStreamOptions {
  /** Names this life of the server: numbers of another life mean nothing in it. */
  readonly life: string;
  readonly state: () => object;
  readonly since: (number: number) => readonly Numbered[];
  readonly watched: (isWatched: boolean) => void;
  readonly settleMs: number;
  readonly beatMs: number;
}

const viewersMax = 100;
const waitingBytesMax = 1024 * 1024;

interface Viewer {
  readonly response: ServerResponse;
  seen: number;
}

/** Creates the streams; they cost nothing while nobody looks. */
export function createEventStream(options: EventStreamOptions): EventStream {
  const viewers = new Set<Viewer>();
  let settling: NodeJS.Timeout | undefined;
  let beating: NodeJS.Timeout | undefined;
  let lastState = '';

  const leave = (viewer: Viewer): void => {
    if (!viewers.delete(viewer) || viewers.size > 0) return;
    clearInterval(beating);
    clearTimeout(settling);
    settling = undefined;
    options.watched(false);
  };
  const write = (viewer: Viewer, text: string): void => {
    viewer.response.write(text);
    // Whoever does not read is let go, and gets what it missed when it comes back.
    if (viewer.response.writableLength > waitingBytesMax) viewer.response.destroy();
  };
  const eventOf = (name: string, number: number, data: object): string =>
    `event: ${name}\nid: ${options.life}.${number}\ndata: ${JSON.stringify(data)}\n\n`;
  const sendMissed = (viewer: Viewer): void => {
    for (const { number, happening } of options.since(viewer.seen)) {
      write(viewer, eventOf('happening', number, happening));
      viewer.seen = number;
    }
  };
  const sendAll = (): void => {
    settling = undefined;
    const state = options.state();
    const text = JSON.stringify({ ...state, nowMs: 0 });
    for (const viewer of viewers) {
      sendMissed(viewer);
      if (text !== lastState) write(viewer, eventOf('state', viewer.seen, state));
    }
    lastState = text;
  };
  return {
    add(response, lastEventId) {
      if (viewers.size >= viewersMax) return false;
      const viewer = { response, seen: numberOf(lastEventId, options.life) };
      viewers.add(viewer);
      response.on('close', () => leave(viewer));
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      write(viewer, `retry: 1000\n\n`);
      sendMissed(viewer);
      write(viewer, eventOf('state', viewer.seen, options.state()));
      if (viewers.size === 1) {
        beating = setInterval(() => {
          for (const one of viewers) write(one, eventOf('beat', one.seen, {}));
        }, options.beatMs);
        options.watched(true);
      }
      return true;
    },
    changed() {
      if (viewers.size > 0) settling ??= setTimeout(sendAll, options.settleMs);
    },
    end() {
      for (const { response } of viewers) response.end();
    },
  };
}

function numberOf(lastEventId: string | undefined, life: string): number {
  const [seenLife, number] = lastEventId?.split('.') ?? [];
  return seenLife === life && /^\d{1,15}$/.test(number ?? '') ? Number(number) : 0;
}
