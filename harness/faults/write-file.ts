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
  inject: (ports, { target, id, params }) => ports.file.put(target, id, params),
  // Nothing breaks where a flag is set: that the file is there is the whole of it.
  effects: ['filesChanged'],
  weaker: () => [],
};
