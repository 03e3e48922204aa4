import { expect, test } from 'vitest';
import { sampleInput } from '../sample/sample-input.ts';
import { sampleLoad } from '../sample/sample-load.ts';
import { hostile, useSamplePages } from './use-sample-pages.ts';

const withLoad = () => {
  const input = sampleInput({ violated: false });
  const [baseline, kill] = sampleLoad;
  const [first] = kill?.windows ?? [];
  // What the stack calls its errors is text from outside.
  const windows = first ? [{ ...first, codes: { [hostile]: 2 } }] : [];
  const load = [baseline, kill && { ...kill, windows }].filter((row) => row !== undefined);
  return { ...input, report: { ...input.report, load } };
};

const opened = useSamplePages({ load: withLoad });

test('a load stands in a section of its own, its faults behind its charts', async () => {
  for (const dark of [false, true]) {
    await opened('load', { dark }, async (page) => {
      expect(await page.locator('#load h2').textContent()).toBe('Load under failover');
      expect(await page.locator('.load tbody tr').count()).toBe(2);
      expect(await page.locator('.load tr.hot').textContent()).toContain('not failed = 0');
      expect(await page.locator('#load-kill .uplot').count()).toBe(2);
      expect(await page.locator('#load-kill .loadbands rect').count()).toBe(1);
      expect(await page.locator('#load-baseline .loadbands rect').count()).toBe(0);
      expect(await page.locator('#load-kill .loadparts').textContent()).toContain(hostile);
    });
  }
});

test('the bands stand where the chart has their times', async () => {
  await opened('load', {}, async (page) => {
    const box = async (selector: string) => {
      const found = await page.locator(`#load-kill ${selector}`).first().boundingBox();
      if (!found) throw new Error(`no ${selector}`);
      return found;
    };
    const plot = await box('.u-over');
    const band = await box('.loadbands rect');
    // The axis runs from the middle of the first bin to the middle of the last.
    const x = (ms: number) => plot.x + (plot.width * (ms - 125)) / 9_750;
    expect(Math.abs(band.x - x(4_250))).toBeLessThan(2);
    expect(Math.abs(band.x + band.width - x(7_250))).toBeLessThan(2);
  });
});

test('a load fits a narrow screen', async () => {
  await opened('load', { width: 390 }, async (page) => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });
});

test('without a load there is no such section', async () => {
  await opened('held', {}, async (page) => {
    expect(await page.locator('#load').count()).toBe(0);
  });
});
