import { commonShape } from '../settings/common-shape.ts';
import { durationMs, text, wholeNumber } from '../settings/fields.ts';

/** All variables of the issue tracker's stand-in. */
export const trackerShape = {
  ...commonShape('tracker', 8910),
  TRACKER_TOKEN: text('tracker-token'),
  TRACKER_REPOSITORY: text('holdfast/ideas'),
  TRACKER_ASSIGNEE: text('maintainer'),
  /** 0 takes any number. */
  REQUESTS_PER_HOUR: wholeNumber(0),
  ANSWER_DELAY_MS: durationMs(20),
  FORCED_EXIT_MS: durationMs(24_000),
};
