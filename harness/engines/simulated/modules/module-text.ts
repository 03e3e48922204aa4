import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parse } from 'es-module-lexer';
import type { EditSource } from '../world.ts';

const read = new Map<string, string>();

/** A program's own file as it lies on the real disk, read once per process. */
export const sourceOf = (path: string): string => {
  const known = read.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(path, 'utf8');
  read.set(path, text);
  return text;
};

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Puts texts in place of others; the places must not overlap. */
export const replaceAll = (text: string, replacements: readonly Replacement[]): string => {
  let result = '';
  let from = 0;
  for (const { start, end, text: inserted } of replacements) {
    result += text.slice(from, start) + inserted;
    from = end;
  }
  return result + text.slice(from);
};

/**
 * A file's JavaScript for a bundle: what belongs to the file, not to the bundle, is asked of the two
 * functions that each life is given. Positions stay where they were, but for those on the same line.
 */
export const moduleText = (path: string, edit?: EditSource): string => {
  const source = edit?.(path, sourceOf(path)) ?? sourceOf(path);
  const text = /\.[cm]?ts$/.test(path) ? stripTypeScriptTypes(source, { mode: 'strip' }) : source;
  if (!text.includes('import.meta') && !/\bimport\s*\(/.test(text)) return text;
  const url = JSON.stringify(pathToFileURL(path).href);
  const replacements = parse(text)[0].flatMap((found): Replacement[] => {
    const { importStart: start, importEnd: end } = found;
    if (found.type === 'import-meta') return [{ start, end, text: `importMeta(${url})` }];
    if (found.type !== 'dynamic' || found.specifier !== undefined) return [];
    const open = found.dynamicStart + 1;
    return [{ start, end: open, text: `importNow(${url}, ` }];
  });
  return replaceAll(text, replacements);
};
