import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openLineFile } from '../durable/line-file.ts';
import { replaceFile } from '../durable/replace-file.ts';
import { type Kept, keptSchema, type Notification, notificationSchema } from './notification.ts';

/** The watchdog's memory on disk. */
export interface WatchdogStore {
  /** Where the previous life stood; undefined before the first evaluation ever. */
  readonly kept: Kept | undefined;
  /** Durable notifications of the previous life that it had no time to announce. */
  readonly unannounced: readonly Notification[];
  readonly damagedLines: number;
  notifications(): readonly Notification[];
  record(notifications: readonly Notification[]): Promise<void>;
  keep(kept: Kept): Promise<void>;
  close(): Promise<void>;
}

/** Opens `notifications.jsonl` (the changes, the truth) and `watchdog.json` (what was announced). */
export async function openWatchdogStore(folder: string): Promise<WatchdogStore> {
  const file = await openLineFile(join(folder, 'notifications.jsonl'));
  const keptPath = join(folder, 'watchdog.json');
  const all = file.records.flatMap((record) => {
    const parsed = notificationSchema.safeParse(record);
    return parsed.success ? [parsed.data] : [];
  });
  const onDisk = await readKept(keptPath);
  const announcedId = onDisk?.announcedId ?? all.at(-1)?.id ?? 0;
  return {
    kept: latest(onDisk, all.at(-1)),
    unannounced: all.filter(({ id }) => id > announcedId),
    damagedLines: file.damagedLines + (file.records.length - all.length),
    notifications: () => all,
    async record(notifications) {
      await file.append(notifications);
      all.push(...notifications);
    },
    keep: (kept) => replaceFile(keptPath, `${JSON.stringify(kept)}\n`),
    close: () => file.close(),
  };
}

/** A crash between the two files leaves the notification ahead of the kept state. */
function latest(kept: Kept | undefined, last: Notification | undefined): Kept | undefined {
  if (last === undefined || (kept !== undefined && kept.announcedId >= last.id)) return kept;
  return { after: last.after, previous: last.from, sinceMs: last.atMs, announcedId: last.id };
}

async function readKept(path: string): Promise<Kept | undefined> {
  try {
    const parsed = keptSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Missing before the first evaluation; unreadable is the same to us: the notifications decide.
    return undefined;
  }
}
