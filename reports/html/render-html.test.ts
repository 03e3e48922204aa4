import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileText } from '../sample/arbitrary-report.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { renderHtml, scriptJson } from './render-html.ts';

const embedded = /<script type="application\/json"[^>]*>[\s\S]*?<\/script>/g;

describe('report.html', () => {
  test('embeds any text as data that cannot end its element', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const json = scriptJson({ text });
        expect(json).not.toMatch(/[<\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });

  test('is at most 2 MB without its data', async () => {
    const html = await renderHtml(sampleInput({ violated: true }));
    expect(html.replaceAll(embedded, '').length).toBeLessThan(2_000_000);
  });

  test('names no other file and no address to fetch', async () => {
    const html = (await renderHtml(sampleInput({ violated: false }))).replaceAll(embedded, '');
    expect(html).not.toMatch(/<(?:script|img|iframe|link)[^>]+(?:src|href)="(?!data:)/);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain('unsafe-inline');
  });
});
