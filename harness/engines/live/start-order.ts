import type { Link } from '../../core/stack.ts';
import { clientRole } from '../../core/stack.ts';

/**
 * Which services have to be ready before each starts: those that it calls. A call that closes a
 * circle is left out, in the order of the list, because one of the two has to start first.
 */
export const startOrder = (
  roles: readonly string[],
  links: readonly Pick<Link, 'from' | 'to'>[],
): ReadonlyMap<string, readonly string[]> => {
  const before = new Map<string, string[]>(roles.map((role) => [role, []]));
  const reaches = (from: string, to: string, seen: Set<string>): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return (before.get(from) ?? []).some((next) => reaches(next, to, seen));
  };
  for (const { from, to } of links) {
    const list = before.get(from);
    if (from === clientRole || !list || !before.has(to) || list.includes(to)) continue;
    if (!reaches(to, from, new Set())) list.push(to);
  }
  return before;
};

/** What starting in order does. */
export interface InOrder {
  start(role: string): Promise<void>;
  /** Called at the first failure, to end what has been started. */
  failed(): void;
}

/**
 * Starts everything, each as soon as what it needs has been started. After a failure nothing more
 * is started; it rejects with the first one, when all that was under way has come to its end.
 */
export const startInOrder = async (
  order: ReadonlyMap<string, readonly string[]>,
  { start, failed }: InOrder,
): Promise<void> => {
  const started = new Map<string, Promise<void>>();
  const errors: unknown[] = [];
  const startOne = async (role: string, needed: readonly Promise<void>[]): Promise<void> => {
    await Promise.all(needed);
    if (errors.length > 0) return;
    try {
      await start(role);
    } catch (error) {
      if (errors.push(error) === 1) failed();
    }
  };
  const begin = (role: string): Promise<void> => {
    const known = started.get(role);
    if (known) return known;
    const one = startOne(role, (order.get(role) ?? []).map(begin));
    started.set(role, one);
    return one;
  };
  await Promise.all([...order.keys()].map(begin));
  if (errors.length > 0) throw errors[0];
};
