/** Causes and members are followed no further than this. */
const linksMost = 50;

/** What an error stands on: the one it was made from, and the ones it was put together from. */
export function reasonsOf(error: unknown): readonly unknown[] {
  if (typeof error !== 'object' || error === null) return [];
  try {
    const members = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
    const cause = 'cause' in error && error.cause !== undefined ? [error.cause] : [];
    return [...cause, ...members];
  } catch {
    // What cannot be read is not followed.
    return [];
  }
}

/** The error and everything it stands on, nearest first, each once, also when they form a ring. */
export function errorChain(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  const ahead: unknown[] = [error];
  const seen = new Set<unknown>();
  while (ahead.length > 0 && chain.length < linksMost) {
    const next = ahead.shift();
    if (seen.has(next)) continue;
    seen.add(next);
    chain.push(next);
    ahead.push(...reasonsOf(next).slice(0, linksMost));
  }
  return chain;
}
