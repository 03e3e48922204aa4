import type { CallContext } from '../calls/call-context.ts';

/** What the calls of a file system act on, for those who work on the same disk by other means. */
export const contextOfFace = new WeakMap<object, CallContext>();
