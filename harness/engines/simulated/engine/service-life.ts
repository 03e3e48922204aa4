import type { Env, Signal } from '../../../core/stack.ts';
import type { Exit, ServiceLife } from '../../live/service-life.ts';
import type { Host } from '../host/host.ts';
import type { LifeNotice, OutputLine } from '../world.ts';

const LINES_KEPT = 100;

/** The lives of one host, as a keeper of services starts and hears them. */
export interface HostLives {
  start(env: Env, onLine: (line: string) => void): ServiceLife;
  /** To be told of every line and notice of the host, as it happens. */
  line(line: OutputLine): void;
  notice(notice: LifeNotice): void;
}

interface Current {
  readonly number: number;
  readonly onLine: (line: string) => void;
  readonly lines: string[];
  readonly ended: (exit: Exit) => void;
}

/** Starts lives of a host; what is heard of their end comes back in an event of the asker's life. */
export const createHostLives = (host: Host, asker: () => Host): HostLives => {
  let current: Current | undefined;
  return {
    start: (env, onLine) => {
      const { promise, resolve } = Promise.withResolvers<Exit>();
      const lines: string[] = [];
      const number = (host.life?.number ?? -1) + 1;
      current = { number, onLine, lines, ended: resolve };
      const life = host.start(env);
      return {
        pid: life.pid,
        exited: promise,
        drained: async () => {},
        send: (signal: Signal) => life.signal(signal),
        lastLines: (count) => lines.slice(-count),
      };
    },
    line: ({ life, line }) => {
      if (current?.number !== life) return;
      if (current.lines.push(line) > LINES_KEPT) current.lines.shift();
      current.onLine(line);
    },
    notice: ({ life, what, code, signal }) => {
      if (what !== 'exited' || current?.number !== life) return;
      const { ended } = current;
      const driver = asker().life;
      if (driver !== undefined) {
        host.world.kernel.after(0, driver, () => ended({ code, signal }));
      }
    },
  };
};
