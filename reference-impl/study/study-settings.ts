import { commonShape } from '../settings/common-shape.ts';
import { durationMs, text, wholeNumber } from '../settings/fields.ts';

/** All variables of the study. */
export const studyShape = {
  ...commonShape('study', 8770),
  DATA_DIR: text('./data'),
  /** For each session; older vectors go. */
  VECTORS_KEPT: wholeNumber(1000, { min: 1 }),
  FORCED_EXIT_MS: durationMs(24_000),
};
