const begin = 'Reference: ';

/** Puts a reference before a prompt, by which logs and servers know what it belongs to. */
export function withReference(reference: string, prompt: string): string {
  return `${begin}${reference}\n${prompt}`;
}

/** The reference of a prompt, or a plain name for one that has none. */
export function referenceIn(prompt: string): string {
  const line = prompt.split('\n', 1)[0] ?? '';
  return line.startsWith(begin) ? line.slice(begin.length) : 'unnamed';
}
