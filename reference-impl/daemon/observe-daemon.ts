import type { Tally } from '../metrics/tally.ts';
import type { Copier } from './create-copier.ts';
import type { Daemon } from './create-daemon.ts';

/** Shows on `/metrics` whether this daemon writes, under which tenure, and how far it is (B5). */
export function observeDaemon(tally: Tally, daemon: Daemon, copier: Copier | undefined): void {
  const gauge = (name: string, help: string, read: () => number | undefined): void => {
    tally.gauge({ name, help }, () => {
      const value = read();
      return value === undefined ? [] : [{ labels: {}, value }];
    });
  };
  const writing = () => {
    const state = daemon.state();
    return state.kind === 'writing' ? state : undefined;
  };
  gauge('daemon_is_writer', '1 while this daemon holds the tenure', () => (writing() ? 1 : 0));
  gauge('daemon_generation', 'The tenure that it holds', () => writing()?.tenure.generation);
  gauge('daemon_last_cycle', 'The last cycle that it has checkpointed', () => {
    const state = writing();
    return state && (state.last?.cycle ?? 0);
  });
  gauge('daemon_copied_cycle', 'How far the copy of the active daemon goes', () => {
    return copier?.loss().copiedCycle;
  });
  gauge('daemon_seen_cycle', 'How far the active daemon was seen to be', () => {
    return copier?.loss().lastSeenCycle;
  });
}
