import { join } from 'node:path';
import type { SourceEdit } from '../../../core/engine.ts';
import { UsageError } from '../../../core/errors.ts';
import { applyEdit } from '../../live/source-edits.ts';
import type { EditSource } from '../world.ts';

/** Planted edits of a run, and whether their files were really loaded. */
export interface PlantedEdits {
  readonly edit: EditSource | undefined;
  /** Throws when an edit's file was loaded by no service. */
  check(): void;
}

/** Plants edits in the sources of one world. */
export const plantEdits = (edits: readonly SourceEdit[], projectRoot: string): PlantedEdits => {
  const byPath = Map.groupBy(edits, ({ file }) => join(projectRoot, file));
  const loaded = new Set<string>();
  const edit: EditSource = (path, text) => {
    const mine = byPath.get(path);
    if (mine === undefined) return text;
    loaded.add(path);
    return mine.reduce(applyEdit, text);
  };
  return {
    edit: edits.length === 0 ? undefined : edit,
    check: () => {
      const missing = [...byPath.keys()].filter((path) => !loaded.has(path));
      if (missing.length === 0) return;
      const files = missing.flatMap((path) => byPath.get(path) ?? []).map(({ file }) => file);
      throw new UsageError(
        `${files.join(', ')}: no service has loaded it, so nothing was planted; check its path`,
      );
    },
  };
};
