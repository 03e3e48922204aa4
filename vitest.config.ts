import { defineConfig } from 'vitest/config';

const folders = ['bin', 'harness', 'scenarios', 'fixtures', 'reference-impl', 'reports', 'load'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    reporters: ['default', './harness/testing/requirement-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: folders.map((folder) => `${folder}/**/*.test.ts`),
          exclude: ['**/node_modules/**', 'reports/out/**', 'harness/tidy.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      { extends: true, test: { name: 'tidy', include: ['harness/tidy.test.ts'] } },
    ],
  },
});
