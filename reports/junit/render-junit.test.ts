import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryInput, hostileText } from '../sample/arbitrary-report.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { renderJunit, xmlText } from './render-junit.ts';

const tag = /<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g;
const entity = /&(?:amp|lt|gt|quot|apos|#9|#10|#13);/g;

/** Reads our XML strictly: every tag whole and closed, no stray markup, no loose ampersand. */
const wellFormed = (xml: string): boolean => {
  const open: string[] = [];
  const body = xml.replace(/^<\?xml [^>]*\?>\n/, '');
  for (const [, closing, name, , empty] of body.matchAll(tag)) {
    if (closing && open.pop() !== name) return false;
    if (!closing && !empty) open.push(name ?? '');
  }
  const text = body.replace(tag, '').replace(entity, '');
  return open.length === 0 && !/[<&]/.test(text) && !/&/.test(body.replace(entity, ''));
};

const numbers = (xml: string, name: string): readonly number[] =>
  [...xml.matchAll(new RegExp(`<testsuite [^>]*${name}="(\\d+)"`, 'g'))].map(([, n]) => Number(n));

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

describe('junit.xml', () => {
  test('is well-formed whatever the logs hold', () => {
    fc.assert(fc.property(arbitraryInput, (input) => wellFormed(renderJunit(input))));
  });

  test('holds only characters that XML knows', () => {
    const allowed = /^[\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
    fc.assert(fc.property(hostileText, (text) => allowed.test(xmlText(text))));
  });

  test('counts what the report counts', () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const xml = renderJunit(input);
        const { runs, canary = [] } = input.report;
        const having = (...statuses: readonly string[]): number =>
          runs.filter((run) => statuses.includes(run.status)).length;
        const missed = canary.filter((one) => one.status === 'missed').length;
        expect(sum(numbers(xml, 'tests'))).toBe(runs.length + canary.length);
        expect(sum(numbers(xml, 'failures'))).toBe(having('violated'));
        expect(sum(numbers(xml, 'errors'))).toBe(having('unknown', 'inert') + missed);
        expect(sum(numbers(xml, 'skipped'))).toBe(having('skipped'));
        expect(xml.match(/<testcase /g)?.length ?? 0).toBe(runs.length + canary.length);
      }),
    );
  });

  test('control runs stand in a suite of their own', () => {
    const { report, ...rest } = sampleInput({ violated: false });
    const xml = renderJunit({ report, ...rest });
    expect(xml).toMatch(/<testsuite name="control" tests="1" .*\n.*name="control-1"/);
    expect(xml).toMatch(/<testsuite name="live" tests="5"/);
  });

  test('a violation says which rule broke, on what evidence, and how to repeat it', () => {
    const xml = renderJunit(sampleInput({ violated: true }));
    expect(xml).toContain('<failure type="violated" message="no-timeout-failover: call c-40');
    expect(xml).toContain('Repeat it: npx holdfast replay');
    expect(xml).toContain('<error type="inert"');
  });
});
