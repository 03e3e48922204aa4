import type { Log } from '../logging/create-logger.ts';
import type { Happenings } from './happenings.ts';

/** Passes a log on and takes note of what the dashboard tells: failovers, routing, maintenance. */
export function hearLog(log: Log, happenings: () => Pick<Happenings, 'add'> | undefined): Log {
  const hear = (entry: object): void => {
    const fields = entry as Readonly<Record<string, unknown>>; // read only, each value made text
    const at = { atMs: Date.now() };
    if (fields.event === 'failover') {
      const { route, trigger, reason } = fields;
      const facts = { route: String(route), trigger: String(trigger), reason: String(reason) };
      happenings()?.add({ kind: 'failover', ...facts }, at);
    }
    if (fields.event === 'stateRoute') {
      happenings()?.add({ kind: 'route', to: String(fields.to) }, at);
    }
    if (fields.event === 'maintenance') {
      happenings()?.add({ kind: 'maintenance', on: fields.on === true }, at);
    }
  };
  const passOn = (level: keyof Log) => (fields: object, message: string) => {
    hear(fields);
    log[level](fields, message);
  };
  return {
    debug: passOn('debug'),
    info: passOn('info'),
    warn: passOn('warn'),
    error: passOn('error'),
  };
}
