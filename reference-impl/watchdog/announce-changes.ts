import type { Log } from '../logging/create-logger.ts';
import type { Advanced } from './advance.ts';
import type { Kept, Notification } from './notification.ts';
import type { WatchdogStore } from './watchdog-store.ts';

/** Makes changes of state durable and tells people of each exactly once (G15). */
export interface Announcer {
  /** Announces what the previous life recorded but had no time to announce. */
  resume(): Promise<void>;
  note(advanced: Advanced, atMs: number): Promise<void>;
  kept(): Kept | undefined;
}

/**
 * Record first, then announce, then remember that it was announced: after a crash in between,
 * the next life finishes what is left. A full disk does not hide the state from the callers: the
 * records wait, and are written with the next poll.
 */
export function createAnnouncer(store: WatchdogStore, log: Log): Announcer {
  let kept = store.kept;
  let backlog: readonly Notification[] = [];
  let nextId = (store.notifications().at(-1)?.id ?? 0) + 1;
  let keepDue = true;

  const save = async (): Promise<void> => {
    if (kept === undefined) return;
    try {
      if (keepDue) await store.keep(kept);
      keepDue = false;
    } catch (error) {
      log.error({ err: error }, 'the state could not be kept; trying again at the next poll');
    }
  };

  const record = async (): Promise<void> => {
    if (backlog.length === 0) return;
    try {
      await store.record(backlog);
      backlog = [];
    } catch (error) {
      log.error({ err: error }, 'notifications not durable yet; trying again at the next poll');
    }
  };

  return {
    async resume() {
      for (const notification of store.unannounced) announce(log, notification);
      await save();
    },
    async note({ after, change }, atMs) {
      const isFirst = kept === undefined;
      if (change !== undefined) {
        const notification = {
          id: nextId,
          kind: 'HA_STATUS_CHANGE' as const,
          ...change,
          atMs,
          after,
        };
        nextId += 1;
        backlog = [...backlog, notification];
        kept = { after, previous: change.from, sinceMs: atMs, announcedId: notification.id };
        keepDue = true;
        await record();
        announce(log, notification);
      } else {
        kept ??= { after, previous: null, sinceMs: atMs, announcedId: 0 };
        keepDue ||= isFirst;
        await record();
      }
      await save();
    },
    kept: () => kept,
  };
}

function announce(log: Log, notification: Notification): void {
  const { id, kind, from, to, cause } = notification;
  log.warn({ event: 'haState', from, to, cause, first: false }, `state is now ${to}`);
  log.warn({ event: 'notification', id, kind, from, to, cause }, `${from} became ${to}: ${cause}`);
}
