import type { Finding } from './finding.ts';

const marks = { pass: 'ok  ', warn: 'WARN', fail: 'FAIL' } as const;

/** Writes findings for people, category by category. */
export function renderFindings(findings: readonly Finding[]): string {
  const categories = [...new Set(findings.map(({ category }) => category))];
  return categories
    .map((category) => {
      const own = findings.filter((finding) => finding.category === category);
      const width = Math.max(...own.map(({ name }) => name.length));
      const lines = own.map(({ status, name, message }) => {
        return `  ${marks[status]} ${name.padEnd(width)}  ${message}`;
      });
      return [category, ...lines].join('\n');
    })
    .join('\n');
}
