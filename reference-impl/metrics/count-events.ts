import type { Log } from '../logging/create-logger.ts';
import type { Count, Tally } from './tally.ts';

interface CountedEvent {
  readonly event: string;
  readonly name: string;
  readonly help: string;
  /** Fields of the entry that split the counter; each has few values. */
  readonly labels?: readonly string[];
}

const countedEvents: readonly CountedEvent[] = [
  {
    event: 'retry',
    name: 'call_retries_total',
    help: 'Attempts that failed and were followed by another',
    labels: ['route'],
  },
  {
    event: 'failover',
    name: 'call_failovers_total',
    help: 'Calls that went to the fallback, after an error or by the HA state',
    labels: ['route', 'trigger'],
  },
  {
    event: 'callFailed',
    name: 'calls_failed_total',
    help: 'Calls that failed for their caller',
    labels: ['route'],
  },
  {
    event: 'execution',
    name: 'executions_total',
    help: 'Packets by how far they came',
    labels: ['phase'],
  },
  {
    event: 'inference',
    name: 'inferences_total',
    help: 'Inferences by how far they came',
    labels: ['phase'],
  },
  {
    event: 'checkpoint',
    name: 'checkpoints_total',
    help: 'Checkpoints by part and whether they were written',
    labels: ['part', 'ok'],
  },
  {
    event: 'redelivery',
    name: 'redeliveries_total',
    help: 'Messages that were returned to the queue for a later delivery',
  },
  {
    event: 'deadLetter',
    name: 'dead_letters_total',
    help: 'Messages that were given up',
  },
  {
    event: 'probe',
    name: 'probes_total',
    help: 'Probes of the watchdog by target and result',
    labels: ['target', 'ok'],
  },
  {
    event: 'notification',
    name: 'ha_state_changes_total',
    help: 'Changes of the HA state that people were told of, by the new state',
    labels: ['to'],
  },
];

/**
 * Counts the events that a program logs. What is counted is what is logged, whatever the log level,
 * so metrics and log never tell two stories.
 */
export function countEvents(log: Log, tally: Tally): Log {
  const counts = new Map<unknown, { readonly count: Count; readonly fields: readonly string[] }>();
  for (const { event, name, help, labels = [] } of countedEvents) {
    counts.set(event, { count: tally.counter({ name, help, labels }), fields: labels });
  }
  const note = (entry: object): void => {
    const fields = entry as Readonly<Record<string, unknown>>; // read only, each value checked
    const counted = fields.event === undefined ? undefined : counts.get(fields.event);
    if (counted === undefined) return;
    const labels = counted.fields.map((name) => [name, String(fields[name] ?? '')]);
    counted.count(Object.fromEntries(labels));
  };
  const passOn = (level: keyof Log) => (fields: object, message: string) => {
    note(fields);
    log[level](fields, message);
  };
  return {
    debug: passOn('debug'),
    info: passOn('info'),
    warn: passOn('warn'),
    error: passOn('error'),
  };
}
