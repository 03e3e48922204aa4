import { expect, test } from 'vitest';
import { renderJunit } from '../junit/render-junit.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { hostile, useSamplePages } from './use-sample-pages.ts';

const opened = useSamplePages();

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
  'Zoo: kill matrix',
  'Earlier runs',
  'Not tested here',
];

/** Shown only when there is something to show in them. */
const only = ['What needs attention', 'Zoo: kill matrix', 'Earlier runs'];

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
    expect(await page.locator('h2').allTextContents()).toEqual(
      sections.filter((title) => !only.includes(title)),
    );
    expect(await page.locator('h1').textContent()).toContain('No counterexample in 66');
  });
});

test('control runs stand apart from the scenarios and have a page of their own', async () => {
  await opened('violated', {}, async (page) => {
    expect(await page.locator('.matrix tbody').textContent()).not.toContain('control-1');
    expect(await page.locator('#controls tbody tr').count()).toBe(1);
    await page.locator('#controls tbody a').first().click();
    await expect.poll(() => page.locator('.runtitle').textContent()).toBe('control-1, live');
    expect(await page.locator('.runpage .command').textContent()).toContain(
      'replay reports/out/sample/control-1/plan.json',
    );
  });
});

test('the kill matrix marks which rule caught which bug', async () => {
  await opened('violated', {}, async (page) => {
    const row = page.locator('.zoo tbody tr').nth(1);
    expect(await row.textContent()).toContain('ack-before-write');
    expect(await row.locator('td.rule', { hasText: '●' }).count()).toBe(2);
    expect(await page.locator('.zoo tr.hot').textContent()).toContain('stale-state');
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
