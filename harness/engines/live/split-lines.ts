import { StringDecoder } from 'node:string_decoder';

const LINE_CHARS_MAX = 64 * 1024;

/** Turns chunks of bytes into lines; a line longer than 64 KiB is dropped, not kept in memory. */
export const splitLines = (onLine: (line: string) => void): ((chunk: Buffer) => void) => {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let tooLong = false;
  const emit = (line: string) => {
    if (!tooLong && line.length <= LINE_CHARS_MAX) onLine(line);
    tooLong = false;
  };
  return (chunk) => {
    const parts = decoder.write(chunk).split('\n');
    parts[0] = rest + (parts[0] ?? '');
    rest = parts.pop() ?? '';
    for (const part of parts) emit(part);
    if (rest.length <= LINE_CHARS_MAX) return;
    rest = '';
    tooLong = true;
  };
};
