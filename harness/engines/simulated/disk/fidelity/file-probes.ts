import type { Probes } from './probe.ts';
import { descriptors } from './probes/descriptors.ts';
import { handles } from './probes/handles.ts';
import { metadata } from './probes/metadata.ts';
import { names } from './probes/names.ts';
import { streams, trees } from './probes/streams.ts';
import { watchers } from './probes/watching.ts';
import { wholeFiles } from './probes/whole-files.ts';

/** Every probe of files, by name. */
export const fileProbes: Probes = {
  ...wholeFiles,
  ...descriptors,
  ...names,
  ...metadata,
  ...handles,
  ...streams,
  ...trees,
  ...watchers,
};
