import type { Log } from '../logging/create-logger.ts';
import type { MessageQueue } from '../queue/message-queue.ts';

/** Logs the counts of the queue when they have changed, at most once in `everyMs`. */
export function createQueueLog(options: {
  readonly queue: Pick<MessageQueue, 'counts'>;
  readonly log: Log;
  readonly everyMs: number;
}): { changed(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let last = '';
  const write = () => {
    const counts = options.queue.counts();
    const text = `pending ${counts.pending}, in flight ${counts.inFlight}`;
    if (JSON.stringify(counts) === last) return;
    last = JSON.stringify(counts);
    options.log.info({ event: 'queue', ...counts }, text);
  };
  return {
    changed() {
      timer ??= setTimeout(() => {
        timer = undefined;
        write();
      }, options.everyMs);
    },
    stop() {
      clearTimeout(timer);
      write();
    },
  };
}
