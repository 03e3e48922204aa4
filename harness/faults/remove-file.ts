import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { volumePath } from '../core/volume-path.ts';

type Params = { readonly path: string };

/** A file that a service needs is missing: it may still say that it is ready. */
export const removeFile: Fault<Params> = {
  kind: 'removeFile',
  family: 'dependency',
  about: 'removes a file of a volume (a model, a state file); the heal puts it back',
  on: 'volume',
  needs: 'file',
  params: z.strictObject({ path: volumePath }),
  sample: { path: 'model.txt' },
  inject: (ports, { target, id, params }) =>
    ports.file.put(target, id, { path: params.path, content: null }),
  effects: ['requestsBroken'],
  weaker: () => [],
};
