import type { CallContext } from '../calls/call-context.ts';
import type { Steps } from '../calls/step.ts';

/** One call of `fs`: checks its arguments at once, then says which system calls it makes. */
export type Call = (...args: readonly unknown[]) => Steps<unknown>;

/** Calls by their name in `fs/promises`. */
export type CallTable = Readonly<Record<string, Call>>;

/** Which of Node's three forms a call is made in; a few error messages differ. */
export type Form = 'sync' | 'callback' | 'promise';

/** What calls are made of. */
export interface FaceContext extends CallContext {
  readonly form: Form;
}
