import type { Log } from '../logging/create-logger.ts';

/**
 * Opens what a program cannot start without, and tries again as long as that fails: a disk that is
 * full or not there yet must not make a program that is started again and again by its supervisor,
 * and what is stored must never be taken for lost because it could not be read once.
 */
export async function openPatiently<T>(
  what: string,
  open: () => Promise<T>,
  options: { readonly log: Log; readonly everyMs?: number },
): Promise<T> {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      const { everyMs = 1000, log } = options;
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${what} cannot be opened: ${reason}; trying again every ${everyMs} ms`;
      log.error({ reason }, message);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
}
