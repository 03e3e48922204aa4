import { commonShape } from '../settings/common-shape.ts';
import { durationMs } from '../settings/fields.ts';

/** All variables of a tool server. */
export const toolsShape = {
  ...commonShape('mcp', 8765),
  FORCED_EXIT_MS: durationMs(24_000),
};
