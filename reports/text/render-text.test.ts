import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryInput } from '../sample/arbitrary-report.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { renderText } from './render-text.ts';

describe('the end table', () => {
  test('writes nothing that moves a terminal, whatever the logs hold', () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        expect(renderText(input).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  test('has colours only when they are asked for', () => {
    const input = sampleInput({ violated: true });
    expect(renderText(input)).not.toContain('\u001b');
    expect(renderText(input, { color: true })).toContain('\u001b[31m');
  });

  test('ends with the verdict, a command for each failure and the path', () => {
    const text = renderText(sampleInput({ violated: true }), { reportPath: 'out/report.html' });
    expect(text).toMatch(/VIOLATED {2}Do not trust this run: .* Call c-40 timed out/);
    expect(text).toContain('npx holdfast replay reports/out/sample/core-hangs/plan.json');
    expect(text.trimEnd().endsWith('Report: out/report.html')).toBe(true);
  });

  test('asks nobody to repeat anything when all held', () => {
    expect(renderText(sampleInput({ violated: false }))).not.toContain('Repeat');
  });
});
