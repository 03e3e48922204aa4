import { type FoundProgram, findProgram } from './find-program.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Finds a Chromium: HOLDFAST_CHROMIUM, the PATH, `.tools/bin`, in this order. */
export function findChromium(): FoundProgram | undefined {
  return findProgram({
    variable: 'HOLDFAST_CHROMIUM',
    names: NAMES,
    versionArguments: ['--version'],
  });
}
