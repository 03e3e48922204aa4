import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { volumePath } from '../core/volume-path.ts';

type Params = { readonly path: string };

/** A shared folder is gone, as when it was not mounted. */
export const hideFolder: Fault<Params> = {
  kind: 'hideFolder',
  family: 'dependency',
  about: 'moves a folder of a volume out of the way; the heal moves it back',
  on: 'volume',
  needs: 'file',
  params: z.strictObject({ path: volumePath }),
  sample: { path: 'effects' },
  inject: (ports, { target, id, params }) => ports.file.hideFolder(target, id, params.path),
  effects: ['requestsBroken'],
  weaker: () => [],
};
