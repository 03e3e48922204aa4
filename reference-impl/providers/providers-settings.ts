import { commonShape } from '../settings/common-shape.ts';
import { durationMs, text, wholeNumber } from '../settings/fields.ts';

/** All variables of the stand-ins of the public providers; the keys are those that they take. */
export const providersShape = {
  ...commonShape('providers', 8900),
  GROQ_API_KEY: text('groq-key'),
  OPENAI_API_KEY: text('openai-key'),
  GEMINI_API_KEY: text('gemini-key'),
  /** 0 takes any number. */
  REQUESTS_PER_MINUTE: wholeNumber(0),
  ANSWER_DELAY_MS: durationMs(50),
  FORCED_EXIT_MS: durationMs(24_000),
};
