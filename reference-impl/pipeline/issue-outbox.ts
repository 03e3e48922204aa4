import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../durable/replace-file.ts';
import type { Log } from '../logging/create-logger.ts';
import { messageOf } from '../resilience/errors/error-response.ts';
import type { IssueToOpen, Tracker } from './tracker-client.ts';

/** Issues on their way to a tracker that may be away. */
export interface IssueOutbox {
  /** Keeps the issue on disk, then tries to open it; undefined when it has to wait. */
  open(issue: IssueToOpen): Promise<number | undefined>;
  /** Tries to open and assign all that wait. */
  flush(): Promise<void>;
  waiting(): Promise<readonly string[]>;
}

const issueSchema = z.object({
  key: z.string(),
  title: z.string(),
  body: z.string(),
  labels: z.array(z.string()),
  assignees: z.array(z.string()),
});

/** Opens an outbox: one file an issue, gone when the tracker has it. */
export async function openIssueOutbox(
  folder: string,
  { tracker, log }: { readonly tracker: Tracker | undefined; readonly log: Log },
): Promise<IssueOutbox> {
  await mkdir(folder, { recursive: true });
  const pathOf = (key: string) => join(folder, `${encodeURIComponent(key)}.json`);
  const alone = oneAtATime();
  const deliver = async (issue: IssueToOpen): Promise<number> => {
    if (tracker === undefined) throw new Error('TRACKER_ENDPOINT is not set');
    // It may have been opened by a try whose answer was lost, or by an earlier life.
    return (await tracker.find(issue.key)) ?? (await tracker.create(issue));
  };
  const say = (key: string, state: string, more: object): void => {
    const fields = { event: 'issue', key, state, ...more };
    if (state === 'kept') log.warn(fields, `issue ${key} is kept for later`);
    else log.info(fields, `issue ${key} is ${state}`);
  };
  const names = async () => (await readdir(folder)).filter((name) => name.endsWith('.json'));

  return {
    open: (issue) =>
      alone(async () => {
        const kept = await keep(pathOf(issue.key), issue);
        try {
          const number = await deliver(issue);
          await rm(pathOf(issue.key), { force: true });
          say(issue.key, 'opened', { number, late: false });
          return number;
        } catch (error) {
          say(issue.key, 'kept', { reason: messageOf(error), onDisk: kept });
          return undefined;
        }
      }),
    flush: () =>
      alone(async () => {
        for (const name of await names()) {
          const issue = await readKept(join(folder, name), log);
          if (issue === undefined) continue;
          try {
            const number = await deliver(issue);
            await tracker?.assign(number, issue.assignees);
            await rm(join(folder, name), { force: true });
            say(issue.key, 'opened', { number, late: true });
          } catch (error) {
            say(issue.key, 'kept', { reason: messageOf(error), onDisk: true });
            return;
          }
        }
      }),
    waiting: async () => (await names()).map((name) => decodeURIComponent(name.slice(0, -5))),
  };
}

type Alone = <Result>(run: () => Promise<Result>) => Promise<Result>;

function oneAtATime(): Alone {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const done = last.then(run);
    last = done.catch(() => undefined);
    return done;
  };
}

/** A disk that is full keeps nothing, but the tracker may still be told. */
async function keep(path: string, issue: IssueToOpen): Promise<boolean> {
  try {
    await replaceFile(path, `${JSON.stringify(issue)}\n`);
    return true;
  } catch {
    return false;
  }
}

async function readKept(path: string, log: Log): Promise<IssueToOpen | undefined> {
  try {
    return issueSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const reason = messageOf(error);
    log.error({ event: 'issue', state: 'damaged', path, reason }, `${path} holds no issue`);
    return undefined;
  }
}
