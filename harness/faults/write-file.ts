import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { volumePath } from '../core/volume-path.ts';

type Params = { readonly path: string; readonly content: string };

const CONTENT_MAX = 1024 * 1024;

/** A file is put into a volume: a flag that an operator sets, or one that was left behind. */
export const writeFile: Fault<Params> = {
  kind: 'writeFile',
  family: 'dependency',
  about: 'writes a file into a volume (a flag, a leftover); the heal takes it away again',
  on: 'volume',
  needs: 'file',
  params: z.strictObject({ path: volumePath, content: z.string().max(CONTENT_MAX) }),
  sample: { path: 'flag', content: 'on\n' },
  inject: async (ports, { target, id, params }) => {
    const heal = await ports.file.put(target, id, params);
    // Requests that fail meanwhile are what the stack makes of the flag, or of something else.
    return async () => {
      const { filesChanged = 0 } = await heal();
      return { filesChanged };
    };
  },
  // Nothing breaks where a flag is set: that the file is there is the whole of it.
  effects: ['filesChanged'],
  weaker: () => [],
};
