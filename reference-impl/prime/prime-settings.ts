import { commonShape } from '../settings/common-shape.ts';
import { durationMs, wholeNumber } from '../settings/fields.ts';

/** All variables of the inference server. */
export const primeShape = {
  ...commonShape('prime', 8000),
  TOKEN_DELAY_MS: durationMs(20),
  TOKENS: wholeNumber(12, { min: 1, max: 10_000 }),
  FORCED_EXIT_MS: durationMs(24_000),
};
