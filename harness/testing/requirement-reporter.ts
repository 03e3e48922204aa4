import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import {
  evidenceFile,
  hashSources,
  idsIn,
  type RequirementEvidence,
  readEvidence,
} from './requirement-evidence.ts';

/** A Vitest reporter that notes which requirement ids the tests of the stack exercised. */
export default class RequirementReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const root = process.cwd();
    const sources = hashSources(root);
    if (sources === undefined) return;
    const tests = modules.flatMap(testsOf);
    const ran = new Set(tests.map(({ title }) => title));
    // A partial run adds to what an earlier run on the same sources has shown.
    const kept = readEvidence(root)?.tests.filter(({ title }) => !ran.has(title)) ?? [];
    const evidence: RequirementEvidence = { sources, tests: [...kept, ...tests] };
    const file = join(root, evidenceFile);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(evidence, null, 2)}\n`);
  }
}

const testsOf = (module: TestModule): RequirementEvidence['tests'] => {
  if (!module.moduleId.includes('/reference-impl/')) return [];
  return [...module.children.allTests()].flatMap((test) => {
    const { state } = test.result();
    if (state !== 'passed' && state !== 'failed') return [];
    const result = state === 'passed' ? ('held' as const) : ('violated' as const);
    return idsIn(test.fullName).map((id) => ({ id, title: test.fullName, result }));
  });
};
