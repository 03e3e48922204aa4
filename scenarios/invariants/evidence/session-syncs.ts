import type { History, SignalEvent } from '../../../harness/core/history.ts';
import { type Watchdog, watchdogSignals } from './ha-reports.ts';

/** One sync as the orchestrator told of it; without an end it failed or died. */
export interface SessionSync {
  readonly begin: SignalEvent;
  readonly end: SignalEvent | undefined;
}

/** A file's content as a log line names it. */
export interface FileHash {
  readonly file: string;
  readonly sha256: string;
}

/** Every sync of a history, in order. */
export const sessionSyncs = (history: History, watchdog: Watchdog): readonly SessionSync[] => {
  const signals = watchdogSignals(history, watchdog, 'sync');
  return signals.flatMap((begin, at) => {
    if (begin.value.phase !== 'begin') return [];
    const next = signals[at + 1];
    const isItsEnd = next?.life === begin.life && next.value.phase === 'end';
    return [{ begin, end: isItsEnd ? next : undefined }];
  });
};

/** The files that a signal names with their hashes, under a field of that name. */
export const fileHashes = ({ value }: SignalEvent, field: string): readonly FileHash[] => {
  const list = value[field];
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? [{ file: String(entry.file), sha256: String(entry.sha256) }]
      : [],
  );
};
