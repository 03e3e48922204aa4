import type { SourceMap } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Places {
  readonly map: SourceMap;
  /** What the map's paths are relative to. */
  readonly folder: string;
}

const placesOf = new Map<string, Places>();
const FRAME = /(holdfast-bundle-\d+):(\d+):(\d+)/g;

/** Makes the frames of a compiled bundle tell the program's own files and lines. */
export const nameFrames = (filename: string, map: SourceMap, folder: string): void => {
  placesOf.set(filename, { map, folder });
};

/** A stack as it would be if the program had been loaded file by file. */
export const withOwnPlaces = (stack: string): string => {
  if (!stack.includes('holdfast-bundle-')) return stack;
  return stack.replace(FRAME, (whole, filename: string, line: string, column: string) => {
    const places = placesOf.get(filename);
    const entry = places?.map.findEntry(Number(line) - 1, Number(column) - 1);
    if (places === undefined || entry === undefined || !('originalSource' in entry)) return whole;
    const url = pathToFileURL(resolve(places.folder, entry.originalSource)).href;
    return `${url}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
};
