import { CannotTellError } from '../../core/errors.ts';
import { findK6 } from '../../tools/find-k6.ts';

/** The path of k6, or what it costs not to have it and how to get it. */
export const requireK6 = (find: typeof findK6 = findK6): string => {
  const found = find();
  if (found) return found.path;
  throw new CannotTellError(
    'no k6 here, and without it load cannot be measured. ' +
      '`npx holdfast doctor --install` builds it (needs Go), or set HOLDFAST_K6',
  );
};
