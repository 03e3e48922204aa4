import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder for programs that we build: `.tools`, beside package.json. */
export function toolsFolder(): string {
  return join(dirname(fileURLToPath(import.meta.url)), '..', '..', '.tools');
}
