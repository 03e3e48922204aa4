import { posix } from 'node:path';
import type { Steps } from '../calls/step.ts';
import { toOptions, toPath } from './arguments.ts';
import type { Call, FaceContext } from './call-table.ts';
import { type Entry, entriesOf, toDirent } from './listing-calls.ts';

type Match = (path: string) => boolean;

const matcher = (patterns: unknown): Match => {
  if (typeof patterns === 'function') return (path) => Boolean(patterns(path));
  const all = (Array.isArray(patterns) ? patterns : [patterns]).map(String);
  return (path) => all.some((pattern) => posix.matchesGlob(path, pattern));
};

function* matches(
  context: FaceContext,
  patterns: unknown,
  options: Readonly<Record<string, unknown>>,
): Steps<readonly unknown[]> {
  const top = toPath(options.cwd ?? context.cwd(), 'cwd');
  const isWanted = matcher(patterns);
  const isLeftOut = options.exclude === undefined ? () => false : matcher(options.exclude);
  const found: { below: string; entry: Entry }[] = [];
  const folders = [''];
  for (let below = folders.shift(); below !== undefined; below = folders.shift()) {
    for (const entry of yield* entriesOf(context, posix.join(top, below))) {
      const path = posix.join(below, entry.name);
      if (isLeftOut(path)) continue;
      // `x/**` finds the folder x itself, too.
      if (isWanted(path) || (entry.kind === 'folder' && isWanted(`${path}/`)))
        found.push({ below, entry });
      if (entry.kind === 'folder') folders.push(path);
    }
  }
  return found.map(({ below, entry }) =>
    options.withFileTypes === true
      ? toDirent(entry, posix.join(top, below), undefined)
      : posix.join(below, entry.name),
  );
}

/** `glob` over all that is below its folder. */
export const globCall =
  (context: FaceContext): Call =>
  (patterns, options) =>
    matches(context, patterns, toOptions(options));
