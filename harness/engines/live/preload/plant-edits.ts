import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SourceEdit } from '../../../core/engine.ts';
import { applyEdit } from '../source-edits.ts';
import type { PreloadSettings } from './preload-settings.ts';
import { writeWitness } from './witness.ts';

const byUrl = (settings: PreloadSettings): ReadonlyMap<string, readonly SourceEdit[]> =>
  Map.groupBy(settings.edits, (edit) => pathToFileURL(join(settings.projectRoot, edit.file)).href);

/** Applies planted edits to the source text of modules as Node loads them. */
export const plantEdits = (settings: PreloadSettings): void => {
  if (settings.edits.length === 0) return;
  const edits = byUrl(settings);
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const mine = edits.get(url.split('?')[0] ?? url);
      if (!mine) return loaded;
      if (loaded.source === null || loaded.source === undefined) {
        throw new Error(`${url}: Node gave no source text, so nothing can be planted in it`);
      }
      const text =
        typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
      const source = mine.reduce(applyEdit, text);
      for (const { file } of mine) writeWitness(settings.witnessFile, { type: 'edit', file });
      return { ...loaded, source };
    },
  });
};
