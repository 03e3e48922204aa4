import { z } from 'zod';

const listed = /^\s*(?:\d+[.)]|[-*])\s+(\S.*)$/;
const planSchema = z.object({ milestones: z.array(z.object({ title: z.string().min(1) })).min(1) });

/**
 * The titles of a plan's milestones: those of a JSON plan, else the lines of a list, else a prose
 * answer is cut into so many pieces. Never empty, never more than `most`.
 */
export function readPlan(text: string, most: number): readonly string[] {
  const titles = fromJson(text) ?? fromList(text) ?? fromProse(text, most);
  return titles.slice(0, most);
}

function fromJson(text: string): readonly string[] | undefined {
  try {
    const read = planSchema.safeParse(JSON.parse(text));
    return read.success ? read.data.milestones.map(({ title }) => title) : undefined;
  } catch {
    return undefined;
  }
}

function fromList(text: string): readonly string[] | undefined {
  const titles = text.split('\n').flatMap((line) => listed.exec(line)?.[1] ?? []);
  return titles.length === 0 ? undefined : titles;
}

function fromProse(text: string, most: number): readonly string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return ['Implement changes'];
  const size = Math.ceil(words.length / most);
  const pieces = Array.from({ length: Math.ceil(words.length / size) }, (_, at) =>
    words.slice(at * size, (at + 1) * size).join(' '),
  );
  return pieces;
}
