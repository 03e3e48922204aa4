import type { Log } from '../logging/create-logger.ts';
import type { Handoff } from './handoff.ts';

/** Logs how a handoff stands now. */
export function logHandoff(log: Log, { id, state, reason }: Handoff): void {
  const why = reason === undefined ? {} : { reason };
  log.info({ event: 'handoff', id, state, ...why }, `handoff ${id} is ${state}`);
}
