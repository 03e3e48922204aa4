import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ReportInput } from '../../harness/core/run-detail.ts';
import { renderJunit } from '../junit/render-junit.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { type Opening, openReport } from './open-report.ts';
import { renderHtml } from './render-html.ts';
import { chromiumPath, startChromium } from './test-browser.ts';

const hostile = `</script><script>document.title='broken out'</script><img src=x onerror=alert(1)>`;
const path = chromiumPath();
const missing = 'no Chromium; set HOLDFAST_CHROMIUM, or apt-get install chromium';
const needed = process.env.HOLDFAST_REQUIRE_CHROMIUM === '1';

/** The report with one of each trouble, hostile text and many exchanges. */
const violated = (): ReportInput => sampleInput({ violated: true, hostile, operations: 1500 });

let browser: Browser | undefined;
let folder = '';

beforeAll(async () => {
  if (!path) {
    console.warn(`The page was not tested: ${missing}`);
    return;
  }
  folder = await mkdtemp(join(tmpdir(), 'holdfast-page-'));
  await writeFile(join(folder, 'violated.html'), await renderHtml(violated()));
  await writeFile(join(folder, 'held.html'), await renderHtml(sampleInput({ violated: false })));
  browser = await startChromium(path);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

beforeEach((context) => {
  if (!path && !needed) {
    context.skip(missing);
  }
});

/** Opens one of the reports; the check must find what it wants, and the page must make no noise. */
const opened = async (
  name: 'violated' | 'held',
  opening: Omit<Opening, 'path'>,
  check: (page: Page) => Promise<void>,
): Promise<void> => {
  if (!browser) throw new Error('HOLDFAST_REQUIRE_CHROMIUM=1, and no Chromium was found');
  const noise = await openReport(
    browser,
    { ...opening, path: join(folder, `${name}.html`) },
    check,
  );
  expect(noise).toEqual({ requests: [], complaints: [] });
};

const sections = [
  'What needs attention',
  'Invariants',
  'Scenarios × engines',
  'Faults × engines',
  'Scenario pages',
  'Message account',
  'Failovers and retries',
  'Recovery',
  'Shutdown',
  'Requirements',
  'Planted bugs',
  'Not tested here',
];

test('opens from disk without a request and shows every section, light and dark', async () => {
  for (const dark of [false, true]) {
    await opened('violated', { dark }, async (page) => {
      expect(await page.locator('h2').allTextContents()).toEqual(sections);
      expect(await page.title()).toMatch(/^Violated/);
    });
  }
});

test('asks for no attention when all held', async () => {
  await opened('held', {}, async (page) => {
    expect(await page.locator('h2').allTextContents()).toEqual(sections.slice(1));
    expect(await page.locator('h1').textContent()).toContain('No counterexample in 66');
  });
});

test('shows text from logs as text', async () => {
  await opened('violated', {}, async (page) => {
    expect(await page.locator('h1').textContent()).toContain(hostile);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.title()).not.toBe('broken out');
  });
});

test('draws nothing green that is not held', async () => {
  await opened('violated', {}, async (page) => {
    const colorOf = (status: string): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector('.status.${status}')).color`);
    const green = await colorOf('held');
    for (const status of ['violated', 'unknown', 'inert', 'gap', 'notRunHere']) {
      expect(await colorOf(status)).not.toBe(green);
    }
  });
});

test('the cursor is a slider that keys move, and it reads out what was the case', async () => {
  await opened('violated', {}, async (page) => {
    const cursor = page.getByRole('slider', { name: 'Moment of the run' });
    await cursor.focus();
    const now = async (): Promise<number> => Number(await cursor.getAttribute('aria-valuenow'));
    const before = await now();
    await page.keyboard.press('ArrowRight');
    const after = await now();
    expect(after).toBeGreaterThan(before);
    await page.keyboard.press('PageUp');
    expect(await now()).toBeGreaterThan(after);
    expect(await cursor.getAttribute('aria-valuetext')).toMatch(/p99 ms .*processes .*faults/);
    await page.keyboard.press('Home');
    expect(await now()).toBeLessThanOrEqual(0);
  });
});

test('zoom shows less, pan moves on, and 0 shows the whole run again', async () => {
  await opened('violated', {}, async (page) => {
    const window = page.locator('.overview .window');
    const shown = async () => ({
      x: Number(await window.getAttribute('x')),
      width: Number(await window.getAttribute('width')),
    });
    const whole = await shown();
    await page.getByRole('slider').focus();
    await page.keyboard.press('+');
    const near = await shown();
    expect(near.width).toBeLessThan(whole.width);
    await page.keyboard.press('Shift+ArrowRight');
    expect((await shown()).x).toBeGreaterThan(near.x);
    await page.keyboard.press('0');
    expect(await shown()).toEqual(whole);
  });
});

test('a drag over the timeline zooms to what was dragged over', async () => {
  await opened('violated', {}, async (page) => {
    const plot = page.locator('.plot');
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    if (!box) throw new Error('the plot has no place on the page');
    await page.mouse.move(box.x + box.width * 0.25, box.y + 150);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 150, { steps: 4 });
    await page.mouse.up();
    const share = async (): Promise<number> =>
      Number(await page.locator('.overview .window').getAttribute('width')) / box.width;
    await expect.poll(share).toBeCloseTo(0.25, 1);
  });
});

test('the exchange list draws only what is in sight, follows keys, and filters', async () => {
  await opened('violated', {}, async (page) => {
    const list = page.getByRole('table', { name: 'Exchanges' });
    expect(Number(await list.getAttribute('aria-rowcount'))).toBeGreaterThan(4000);
    expect(await list.locator('.xrow').count()).toBeLessThan(120);
    await list.locator('button[tabindex="0"]').focus();
    const focused = () => page.evaluate("document.activeElement.closest('tr')?.id");
    const before = await focused();
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toMatch(/^x\d+$/);
    await expect.poll(focused).not.toBe(before);
    await page.keyboard.press('PageDown');
    const there = await list.locator('[aria-pressed=true]').count();
    expect(there).toBe(1);
    expect(await list.locator('tr.selected').getAttribute('id')).toBe(await focused());
    await page.getByRole('searchbox', { name: 'Filter exchanges' }).fill('c-400 ');
    expect(Number(await list.getAttribute('aria-rowcount'))).toBeLessThan(10);
  });
});

test('a violated run shows the calls that broke it, and its story leads to them', async () => {
  await opened('violated', {}, async (page) => {
    const calls = await page.locator('svg.sequence').getAttribute('aria-label');
    expect(calls).toMatch(/web to core: timed out.*web to core-candidate: POST/);
    const reference = page.locator('.story .broke .ref').last();
    await reference.click();
    const index = (await reference.textContent())?.replace(/\D/g, '');
    await expect.poll(() => page.locator('.xrow.selected').getAttribute('id')).toBe(`x${index}`);
  });
});

test('an address leads to its scenario, and to an exchange in it', async () => {
  await opened('violated', { hash: '#scenario/core-hangs/live' }, async (page) => {
    expect(await page.locator('.runtitle').textContent()).toBe('core-hangs, live');
  });
  const index = violated().details[0]?.exchanges[7]?.index ?? -1;
  const hash = `#scenario/core-slower-than-the-limit/live/x${index}`;
  await opened('violated', { hash }, async (page) => {
    await expect.poll(() => page.locator('.xrow.selected').getAttribute('id')).toBe(`x${index}`);
  });
});

test('/ searches the requirements and t changes the theme', async () => {
  await opened('violated', {}, async (page) => {
    await page.keyboard.press('t');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
    await page.keyboard.press('t');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.keyboard.press('/');
    await page.keyboard.type('jitter');
    expect(await page.locator('.requirements tbody tr').count()).toBe(1);
  });
});

test('fits a narrow screen: the page never scrolls sideways', async () => {
  await opened('violated', { width: 390 }, async (page) => {
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBe(390);
  });
});

test('prints every scenario page and every requirement, in light colours', async () => {
  await opened('violated', { dark: true }, async (page) => {
    const input = sampleInput({ violated: true });
    const pages = input.report.runs.filter((run) => run.status !== 'skipped').length;
    await page.evaluate("void dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('.runpage').count()).toBe(pages);
    expect(await page.locator('.requirements tbody tr').count()).toBe(
      input.report.requirements.length,
    );
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
    await page.evaluate("void dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('.runpage').count()).toBe(1);
  });
});

test('junit.xml is XML to a real parser, with the same text in it', async () => {
  await opened('violated', {}, async (page) => {
    const xml = renderJunit(sampleInput({ violated: true, hostile }));
    const message = await page.evaluate(`(() => {
      const parsed = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml');
      if (parsed.querySelector('parsererror')) return 'not well-formed';
      return parsed.querySelector('failure')?.getAttribute('message');
    })()`);
    expect(message).toContain(hostile);
  });
});
