import type { Log } from '../logging/create-logger.ts';

/** One thing that a program needs for its own work; resolves to the reason why it lacks it. */
export type AbilityCheck = () => Promise<string | undefined>;

/** Whether a program can do its work now, and why not. */
export interface Ability {
  readonly able: boolean;
  readonly reasons: readonly string[];
}

/**
 * Joins checks into one look, which takes at most `timeoutMs`: a check that hangs is a reason too.
 * Looks at the same time share one; changes are logged (H3, H4). What was able is believed for
 * `freshMs`: a look writes into every folder, too much to do for every packet.
 */
export function createAbility(
  checks: readonly AbilityCheck[],
  options: { readonly timeoutMs: number; readonly freshMs?: number; readonly log: Log },
): () => Promise<Ability> {
  const singleChecks = checks.map(oneAtATime);
  let last: string | undefined;
  let known: { readonly ability: Ability; readonly atMs: number } | undefined;

  const look = async (): Promise<Ability> => {
    const results = await Promise.all(
      singleChecks.map((check) => limited(check, options.timeoutMs)),
    );
    const reasons = results.filter((reason) => reason !== undefined);
    const ability = { able: reasons.length === 0, reasons };
    const said = reasons.join('; ');
    if (said !== last) options.log.info({ event: 'ready', ...ability }, said || 'able to work');
    last = said;
    known = { ability, atMs: performance.now() };
    return ability;
  };

  const lookOnce = oneAtATime(look);
  const { freshMs = 0 } = options;
  return async () => {
    const isFresh = known?.ability.able === true && performance.now() - known.atMs < freshMs;
    return isFresh && known !== undefined ? known.ability : lookOnce();
  };
}

/** A hung lookup holds a thread of the pool; asking again would take the next one. */
function oneAtATime<T>(ask: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= ask().finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function limited(check: AbilityCheck, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    const reason = `a readiness check took longer than ${timeoutMs} ms`;
    timer = setTimeout(() => resolve(reason), timeoutMs);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
