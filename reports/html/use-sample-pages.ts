import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { ReportInput } from '../../harness/core/run-detail.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { type Opening, openReport } from './open-report.ts';
import { renderHtml } from './render-html.ts';
import { chromiumPath, startChromium } from './test-browser.ts';

/** Text that would break out of its place if it were not escaped. */
export const hostile = `</script><script>document.title='broken out'</script><img src=x onerror=alert(1)>`;

/** The report with one of each trouble, hostile text and many exchanges. */
export const violatedInput = (): ReportInput =>
  sampleInput({ violated: true, hostile, operations: 1500 });

/** Opens one of the sample reports and hands its page to a check. */
export type OpenSample = (
  name: string,
  opening: Omit<Opening, 'path'>,
  check: (page: Page) => Promise<void>,
) => Promise<void>;

const missing = 'no Chromium; set HOLDFAST_CHROMIUM, or apt-get install chromium';

/** Writes the sample reports for the tests of a file; each page opened must make no noise. */
export const useSamplePages = (
  more: Readonly<Record<string, () => ReportInput>> = {},
): OpenSample => {
  const path = chromiumPath();
  let browser: Browser | undefined;
  let folder = '';
  beforeAll(async () => {
    if (!path) {
      console.warn(`The page was not tested: ${missing}`);
      return;
    }
    folder = await mkdtemp(join(tmpdir(), 'holdfast-page-'));
    const samples = {
      violated: violatedInput,
      held: () => sampleInput({ violated: false }),
      ...more,
    };
    for (const [name, input] of Object.entries(samples)) {
      await writeFile(join(folder, `${name}.html`), await renderHtml(input()));
    }
    browser = await startChromium(path);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });
  beforeEach((context) => {
    if (!path && process.env.HOLDFAST_REQUIRE_CHROMIUM !== '1') context.skip(missing);
  });
  return async (name, opening, check) => {
    if (!browser) throw new Error('HOLDFAST_REQUIRE_CHROMIUM=1, and no Chromium was found');
    const page = { ...opening, path: join(folder, `${name}.html`) };
    const noise = await openReport(browser, page, check);
    expect(noise).toEqual({ requests: [], complaints: [] });
  };
};
