import { answers503 } from './answers-503.ts';
import { hang } from './hang.ts';
import { kill } from './kill.ts';
import type { LoadProfile } from './load-profile.ts';

/** Every profile of `holdfast load`, in the order in which they run. */
export const profiles: readonly LoadProfile[] = [kill, hang, answers503];
