import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PlantedBug } from '../core/planted-bug.ts';
import type { Scenario } from '../core/scenario.ts';
import { findBugs, findFaults, findScenarios, readConfig } from '../discover.ts';
import type { FaultCatalogue } from '../plan-scenario.ts';
import { bugText, faultText, requirementText, scenarioText } from './explain-text.ts';
import { parameterTable } from './parameter-table.ts';

const root = join(import.meta.dirname, '../..');

let faults: FaultCatalogue;
let scenarios: readonly Scenario[];
let bugs: readonly PlantedBug[];

beforeAll(async () => {
  const config = await readConfig(root);
  faults = await findFaults(root, config);
  scenarios = (await findScenarios(root, config)).map(({ value }) => value);
  bugs = (await findBugs(root, config)).map(({ value }) => value);
});

describe('explaining', () => {
  it('a fault gives its parameters one a line, with what may be written', () => {
    for (const fault of faults.values()) {
      const text = faultText(fault);
      for (const name of Object.keys(fault.sample)) {
        expect(text).toMatch(new RegExp(`^ *${name} `, 'm'));
      }
      expect(text).not.toMatch(/"type"|\[object|undefined/);
    }
  });

  it('parameters says ranges, choices, defaults and what must be given', () => {
    const params = z.strictObject({
      bytes: z.int().min(1).max(9),
      delayMs: z.number().nonnegative().default(1),
      stream: z.enum(['up', 'down']).optional(),
      nth: z.int(),
      match: z.strictObject({ path: z.string(), first: z.int().min(1).optional() }),
    });
    const lines = parameterTable(z.toJSONSchema(params, { io: 'input' })).split('\n');
    expect(lines.map((line) => line.trim().replaceAll(/ {2,}/g, ' · '))).toEqual([
      'bytes · whole number, 1 to 9 · must be given',
      'delayMs · number, 0 or more · 1',
      'stream · up | down · optional',
      'nth · whole number · must be given',
      'match · { path: text; first?: whole number, 1 or more } · must be given',
    ]);
    expect(parameterTable(z.toJSONSchema(z.strictObject({})))).toBe('  none');
  });

  it('a requirement names the scenarios, tests and bugs that are about it', () => {
    const facts = { scenarios, bugs, ran: [], named: new Set(['F9']) };
    const known = requirementText({ id: 'G3', text: 'A timeout is final.' }, facts);
    expect(known).toMatch(/^G3 \(requirement\)\nA timeout is final\./);
    expect(known).toMatch(/Scenarios: \n {2}[\s\S]*core-too-slow/);
    expect(known).toMatch(/failover-on-timeout: /);
    expect(known).toMatch(/Try it: npx holdfast run --scenario/);
    const tested = requirementText({ id: 'F9', text: 'x' }, facts);
    expect(tested).toMatch(/named by tests that have not run on these sources/);
    expect(tested).not.toMatch(/gap/);
    expect(requirementText({ id: 'Z1', text: 'x' }, facts)).toMatch(/A gap: nothing exercises it/);
  });

  it('a planted bug shows the change and who must notice it', () => {
    for (const bug of bugs) {
      const text = bugText(bug);
      expect(text).toContain(`  + ${bug.edit.replace.split('\n')[0]}`);
      expect(text).toMatch(bug.caughtBy === 'none' ? /it must be left alone/ : bug.caughtBy);
    }
  });

  it('a scenario marks the rules that it must put to the test', () => {
    for (const scenario of scenarios) {
      for (const name of scenario.mustCheck ?? []) {
        expect(scenarioText(scenario)).toContain(`${name}*`);
      }
    }
  });
});
