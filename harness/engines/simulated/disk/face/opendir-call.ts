import { join } from 'node:path';
import type { Steps } from '../calls/step.ts';
import { toOptions, toPath } from './arguments.ts';
import type { Call, FaceContext } from './call-table.ts';
import { Dir } from './dir.ts';
import { type Entry, entriesOf } from './listing-calls.ts';

const withoutPath = (error: unknown): unknown => {
  if (!(error instanceof Error) || !('path' in error)) return error;
  error.message = error.message.replace(/ '.*'$/, '');
  delete error.path;
  return error;
};

function* openFolder(
  context: FaceContext,
  path: string,
  options: Readonly<Record<string, unknown>>,
): Steps<Dir> {
  const all: Entry[] = [];
  const folders = [''];
  try {
    for (let below = folders.shift(); below !== undefined; below = folders.shift()) {
      for (const { name, kind } of yield* entriesOf(context, join(path, below), 'opendir')) {
        all.push({ name: join(below, name), kind });
        if (options.recursive === true && kind === 'folder') folders.push(join(below, name));
      }
    }
  } catch (error) {
    // Node's synchronous form does not name the path.
    throw context.form === 'sync' ? withoutPath(error) : error;
  }
  return new Dir(path, all, options.encoding);
}

/** `opendir`. */
export const opendirCall =
  (context: FaceContext): Call =>
  (path, options) =>
    openFolder(context, toPath(path), toOptions(options));
