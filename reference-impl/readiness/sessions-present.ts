import { readFile } from 'node:fs/promises';
import type { AbilityCheck } from './create-ability.ts';

/** Checks that the session state is there and can be read. */
export function sessionsPresent(path: string): AbilityCheck {
  return async () => {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code; // fs rejects with system errors only
      return `session state ${path} cannot be read: ${code}`;
    }
    try {
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed === 'object' && parsed !== null) return undefined;
    } catch {
      // Said below, as for any other text that is no state.
    }
    return `session state ${path} is damaged: not a JSON object`;
  };
}
