import { expect, test } from 'vitest';
import { useSamplePages, violatedInput } from './use-sample-pages.ts';

const opened = useSamplePages();

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
  const index = violatedInput().details[0]?.exchanges[7]?.index ?? -1;
  const hash = `#scenario/core-slower-than-the-limit/live/x${index}`;
  await opened('violated', { hash }, async (page) => {
    await expect.poll(() => page.locator('.xrow.selected').getAttribute('id')).toBe(`x${index}`);
  });
});
