import type { Log } from './create-logger.ts';

/** One entry that a memory log has kept. */
export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** Creates a log that only remembers, and finds its entries by event; for tests. */
export function createMemoryLog(): Log & {
  readonly entries: LogEntry[];
  events(event: string): Readonly<Record<string, unknown>>[];
} {
  const entries: LogEntry[] = [];
  const keep = (level: LogEntry['level']) => (fields: object, message: string) => {
    entries.push({ level, fields: { ...fields }, message });
  };
  return {
    entries,
    events: (event) => entries.map((entry) => entry.fields).filter((f) => f.event === event),
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
  };
}
