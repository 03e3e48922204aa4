import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { volumePath } from '../core/volume-path.ts';

type Params = { readonly path: string; readonly content: string };

const CONTENT_MAX = 1024 * 1024;

/** A file that a service needs is there, but holds something else. */
export const corruptFile: Fault<Params> = {
  kind: 'corruptFile',
  family: 'dependency',
  about: 'replaces the content of a file of a volume by other content; the heal restores it',
  on: 'volume',
  needs: 'file',
  params: z.strictObject({
    path: volumePath,
    content: z.string().max(CONTENT_MAX).default('{"damaged'),
  }),
  sample: { path: 'model.txt', content: '{"damaged' },
  inject: (ports, { target, id, params }) => ports.file.put(target, id, params),
  effects: ['requestsBroken'],
  weaker: () => [],
};
