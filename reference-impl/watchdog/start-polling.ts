/**
 * Polls at a fixed rate until stopped: beats do not drift, a poll that outlasts its beat swallows
 * the beats it missed, and two polls never overlap. `poll` must not reject.
 */
export function startPolling(poll: () => Promise<void>, intervalMs: number): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let dueMs = performance.now();

  const beat = async (): Promise<void> => {
    await poll();
    const lateMs = performance.now() - dueMs;
    dueMs += intervalMs * (Math.floor(Math.max(0, lateMs) / intervalMs) + 1);
    if (!stopped) timer = setTimeout(start, Math.max(0, dueMs - performance.now()));
  };
  const start = (): void => {
    running = beat();
  };

  start();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
