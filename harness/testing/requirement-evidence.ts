import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.strictObject({
  sources: z.string(),
  tests: z.array(
    z.strictObject({ id: z.string(), title: z.string(), result: z.enum(['held', 'violated']) }),
  ),
});

/** Which requirement ids tests exercised, with which result, on which state of the sources. */
export type RequirementEvidence = z.output<typeof schema>;

/** Where the reporter of the tests leaves it, below the project's root. */
export const evidenceFile = '.cache/requirement-evidence.json';

/** The requirement ids that a title names (`G3: …`, `G1, G2 …`). */
export const idsIn = (title: string): readonly string[] => [
  ...new Set(title.match(/\b[GHFUB]\d{1,2}\b/g) ?? []),
];

const folders = ['reference-impl', 'fixtures'];

/** A hash over the stack's sources and their tests; undefined outside a git checkout. */
export const hashSources = (root: string): string | undefined => {
  try {
    const names = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...folders], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const hash = createHash('sha256');
    for (const name of names.toString().split('\n').filter(Boolean)) {
      hash.update(`${name}\n`).update(readFileSync(join(root, name)));
    }
    return hash.digest('hex').slice(0, 16);
  } catch {
    // No git, or a file that was deleted and not committed: then no evidence can be matched.
    return undefined;
  }
};

/** The ids that the titles of the stack's tests name, whether or not they have run. */
export const idsInTests = (root: string): ReadonlySet<string> => {
  const titles = globSync('reference-impl/**/*.test.ts', { cwd: root }).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(titlePattern)].map(([, title]) => title),
  );
  return new Set(titles.flatMap((title) => idsIn(title ?? '')));
};

const titlePattern = /\b(?:it|test|describe)(?:\.each\([^)]*\))?\(\s*(['"`][^\n]*)/g;

/** The evidence of the last test run, if it was made on these very sources. */
export const readEvidence = (root: string): RequirementEvidence | undefined => {
  try {
    const text = readFileSync(join(root, evidenceFile), 'utf8');
    const evidence = schema.parse(JSON.parse(text));
    return evidence.sources === hashSources(root) ? evidence : undefined;
  } catch {
    // Tests have not run here: what only they exercise is then notRunHere.
    return undefined;
  }
};
