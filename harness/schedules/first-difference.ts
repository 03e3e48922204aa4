import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const SHOWN_MAX = 300;

const linesOf = async (folder: string): Promise<readonly string[]> =>
  (await readFile(join(folder, 'history.jsonl'), 'utf8')).trimEnd().split('\n');

const shown = (line: string | undefined): string =>
  line === undefined ? 'nothing any more' : line.slice(0, SHOWN_MAX);

/** The first event in which two kept histories of one schedule part, with both sides. */
export const firstDifference = async (one: string, other: string): Promise<string> => {
  const read = Promise.all([linesOf(one), linesOf(other)]);
  const both = await read.catch(() => undefined);
  if (both === undefined) return 'of one of them no history was kept';
  const [first, second] = both;
  const longest = Math.max(first.length, second.length);
  for (let index = 0; index < longest; index++) {
    if (first[index] === second[index]) continue;
    return `line ${index + 1} of history.jsonl is ${shown(first[index])} or ${shown(second[index])}`;
  }
  return 'the histories are equal: the traces part in what is not recorded';
};
