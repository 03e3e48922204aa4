import { expect, test } from 'vitest';
import { useSamplePages } from './use-sample-pages.ts';

const opened = useSamplePages();

test('on a narrow screen the timeline opens where the first fault begins', async () => {
  await opened('violated', { width: 390 }, async (page) => {
    const scrolled = () => page.locator('.plotscroll').evaluate((one) => one.scrollLeft);
    await expect.poll(scrolled).toBeGreaterThan(0);
    const scroller = await page.locator('.plotscroll').boundingBox();
    const labels = await page.locator('.plotgrid > .labels').boundingBox();
    const fault = await page.locator('.bands .band').first().boundingBox();
    if (!scroller || !labels || !fault) throw new Error('the timeline has no fault band');
    expect(fault.x).toBeGreaterThan(labels.x + labels.width);
    expect(fault.x).toBeLessThan(scroller.x + scroller.width);
  });
});

test('a wide timeline shows the whole run and is not scrolled', async () => {
  await opened('violated', {}, async (page) => {
    expect(await page.locator('.plotscroll').evaluate((one) => one.scrollLeft)).toBe(0);
  });
});
