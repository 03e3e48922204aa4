import type { CallTable, FaceContext } from './call-table.ts';
import { copyTreeCall } from './copy-tree-call.ts';
import { descriptorCalls } from './descriptor-calls.ts';
import { globCall } from './glob-call.ts';
import { listingCalls } from './listing-calls.ts';
import { metadataCalls } from './metadata-calls.ts';
import { nameCalls } from './name-calls.ts';
import { opendirCall } from './opendir-call.ts';
import { removeCalls } from './remove-calls.ts';
import { wholeFileCalls } from './whole-file-calls.ts';

/** All calls of one form, but for those that move bytes. */
export const callTable = (context: FaceContext): CallTable => {
  const names = nameCalls(context);
  const whole = wholeFileCalls(context);
  return {
    ...descriptorCalls(context),
    ...whole,
    ...names,
    ...removeCalls(context),
    ...listingCalls(context),
    ...metadataCalls(context),
    opendir: opendirCall(context),
    glob: globCall(context),
    cp: copyTreeCall(context, { ...names, ...whole }),
  };
};
