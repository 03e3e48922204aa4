import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

/** What a page asked for and complained about. */
export interface Noise {
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

/** How a report is opened. */
export interface Opening {
  readonly path: string;
  readonly hash?: string;
  readonly width?: number;
  readonly dark?: boolean;
}

/**
 * Opens a report from disk with the network off, hands it to a check, and says what noise it
 * made.
 */
export const openReport = async (
  browser: Browser,
  { path, hash = '', width = 1480, dark = false }: Opening,
  check: (page: Page) => Promise<void>,
): Promise<Noise> => {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    offline: true,
  });
  const requests: string[] = [];
  const complaints: string[] = [];
  const page = await context.newPage();
  const url = pathToFileURL(path).href;
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url) requests.push(request.url());
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  try {
    await page.goto(url + hash);
    await page.waitForSelector('.plot canvas');
    await check(page);
    return { requests, complaints };
  } finally {
    await context.close();
  }
};
