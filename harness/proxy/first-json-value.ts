import { badBody } from './api-error.ts';

/** Parses the first JSON value of a body; as in Toxiproxy, what comes behind it is not read. */
export function firstJsonValue(body: string): unknown {
  const text = body.trimStart();
  if (text === '') throw badBody('EOF');
  try {
    return JSON.parse(text.slice(0, endOfValue(text)));
  } catch (error) {
    throw badBody(error instanceof Error ? error.message : String(error));
  }
}

function endOfValue(text: string): number {
  const first = text[0];
  if (first !== '{' && first !== '[') {
    // A lone string, number or word: never a valid body, so its exact end does not matter.
    const end = text.search(/[\s,]/);
    return end === -1 ? text.length : end;
  }
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index];
    if (inString) {
      if (sign === '\\') index++;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === '{' || sign === '[') depth++;
    else if ((sign === '}' || sign === ']') && --depth === 0) return index + 1;
  }
  return text.length;
}
