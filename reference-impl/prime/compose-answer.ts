import { createHash } from 'node:crypto';

/** What the deterministic model knows: fixed replies, and material for all others. */
export interface ModelReplies {
  readonly model: string;
  readonly known: readonly { readonly prompt: string; readonly reply: string }[];
  readonly openings: readonly string[];
  readonly words: readonly string[];
}

/**
 * Composes the answer to a prompt as tokens that join to its text. The same prompt always gets
 * the same answer; the last token is a digest, so that two prompts never share one.
 */
export function composeAnswer(
  prompt: string,
  tokens: number,
  replies: ModelReplies,
): readonly string[] {
  const known = replies.known.find((entry) => entry.prompt === prompt);
  if (known !== undefined) return spaced(known.reply.split(' '));
  const digest = createHash('sha256').update(prompt).digest();
  const opening = pick(replies.openings, digest.readUInt16BE(0)).split(' ');
  const middle = Array.from({ length: Math.max(0, tokens - opening.length - 1) }, (_, at) =>
    pick(replies.words, digest.readUInt8(at % digest.length) + at),
  );
  return spaced([...opening, ...middle].slice(0, tokens - 1).concat(digest.toString('hex', 0, 6)));
}

function spaced(words: readonly string[]): readonly string[] {
  return words.map((word, at) => (at === 0 ? word : ` ${word}`));
}

function pick(list: readonly string[], at: number): string {
  const found = list[at % list.length];
  if (found === undefined) throw new Error('the model replies hold an empty list; fill it');
  return found;
}
