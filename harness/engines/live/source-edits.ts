import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SourceEdit } from '../../core/engine.ts';
import { UsageError } from '../../core/errors.ts';
import type { Service } from '../../core/stack.ts';

/** The source with one edit applied; its text must be there exactly once. */
export const applyEdit = (source: string, edit: SourceEdit): string => {
  const times = source.split(edit.find).length - 1;
  if (times !== 1) {
    throw new UsageError(
      `${edit.file}: the text to replace should be there exactly once, found ${times} times: ` +
        `"${edit.find.slice(0, 120)}"; bring the planted bug up to date`,
    );
  }
  // A function, because "$&" in a replacement text would be expanded.
  return source.replace(edit.find, () => edit.replace);
};

const readSource = (file: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: a planted bug names it, but it cannot be read`, {
      cause: error,
    });
  }
};

/** Checks all edits against the sources before anything is started. */
export const checkEdits = (
  edits: readonly SourceEdit[],
  services: readonly Service[],
  projectRoot: string,
): void => {
  const sources = new Map<string, string>();
  for (const edit of edits) {
    const path = join(projectRoot, edit.file);
    sources.set(path, applyEdit(sources.get(path) ?? readSource(edit.file, path), edit));
  }
  if (edits.length === 0) return;
  for (const { role, run } of services) {
    if (run.kind !== 'module') continue;
    const path = resolve(projectRoot, run.path);
    if (/[/\\]dist[/\\]/.test(path.slice(resolve(projectRoot).length))) {
      throw new UsageError(
        `${role}: ${run.path} is built, so bugs planted in sources (${edits[0]?.file}) would not ` +
          'be in it; let the service run from its source',
      );
    }
  }
};
