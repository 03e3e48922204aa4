import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const runnable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** A Chromium on this machine: HOLDFAST_CHROMIUM, /usr/bin/chromium, the PATH. */
export const chromiumPath = (): string | undefined => {
  const named = process.env.HOLDFAST_CHROMIUM;
  if (named) return runnable(named) ? named : undefined;
  const folders = (process.env.PATH ?? '').split(':').filter(Boolean);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return ['/usr/bin/chromium', ...found].find(runnable);
};

/** Starts it without a window and without anything that would use the network. */
export const startChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
