import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryInput, hostileText } from '../sample/arbitrary-report.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { scenarioRuns } from '../words/run-kinds.ts';
import { markdownCode, markdownText, renderMarkdown } from './render-markdown.ts';

/** The rows of the table under a heading, without its head. */
const rowsUnder = (markdown: string, heading: string): readonly string[] => {
  const part = markdown.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return part
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
};

const cells = (row: string): number => row.replaceAll(/\\[\\|]/g, '').split('|').length - 2;

describe('summary.md', () => {
  test('has one row per run, each with as many cells as its head', () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const rows = rowsUnder(renderMarkdown(input), 'Scenarios');
        expect(rows).toHaveLength(scenarioRuns(input.report).length);
        for (const row of rows) expect(cells(row)).toBe(5);
      }),
    );
  });

  test('says of each run what the report says', () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const rows = rowsUnder(renderMarkdown(input), 'Scenarios');
        scenarioRuns(input.report).forEach((run, at) => {
          expect(rows[at]).toContain(` ${run.status} | `);
        });
      }),
    );
  });

  test('shows text from a run as text: no markup, no line of its own', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = markdownText(text);
        expect(shown).not.toMatch(/[<>\n\r]/);
        expect(shown.replaceAll(/\\./gs, '')).not.toMatch(/[`*_[\]|]/);
      }),
    );
  });

  test('a code span cannot be left by what stands in it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const span = markdownCode(text);
        const fence = /^`+/.exec(span)?.[0] ?? '';
        const inside = span.slice(fence.length, -fence.length);
        const runs = inside.match(/`+/g) ?? [];
        expect(runs.every((ticks) => ticks.length !== fence.length)).toBe(true);
        expect(span.endsWith(fence)).toBe(true);
      }),
    );
  });

  test('names what needs attention only when something does', () => {
    expect(renderMarkdown(sampleInput({ violated: true }))).toContain('## What needs attention');
    expect(renderMarkdown(sampleInput({ violated: false }))).not.toContain('needs attention');
  });
});
