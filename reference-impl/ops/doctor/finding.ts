import type { HandStack } from '../stack.ts';

/** Something that the doctor may put right. */
export interface Repair {
  /** What is done, in words that also fit after it was done. */
  readonly about: string;
  /** Somebody must say yes first, because the doctor cannot know whether it is wanted. */
  readonly asks: boolean;
  readonly apply: () => Promise<void>;
}

/** One thing that was looked at. */
export interface Finding {
  readonly category: string;
  readonly name: string;
  readonly status: 'pass' | 'warn' | 'fail';
  readonly message: string;
  readonly repair?: Repair;
}

/** A look at one side of the stack; it changes nothing. */
export type Check = (stack: HandStack) => Promise<readonly Finding[]>;

/** The findings of one category, with less to write. */
export function findingsOf(category: string) {
  return {
    pass: (name: string, message: string): Finding => ({ category, name, status: 'pass', message }),
    warn: (name: string, message: string, repair?: Repair): Finding => ({
      ...{ category, name, status: 'warn', message },
      ...(repair && { repair }),
    }),
    fail: (name: string, message: string, repair?: Repair): Finding => ({
      ...{ category, name, status: 'fail', message },
      ...(repair && { repair }),
    }),
  };
}
