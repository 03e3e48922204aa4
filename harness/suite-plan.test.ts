import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Engine } from './core/engine.ts';
import { CannotTellError } from './core/errors.ts';
import { findFaults, findScenarios, readConfig } from './discover.ts';
import { planScenario } from './plan-scenario.ts';
import { readPlan } from './store.ts';
import { type Job, runSuite } from './suite.ts';

const root = join(import.meta.dirname, '..');
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-plan-'));
});
afterEach(async () => await rm(folder, { recursive: true }));

const silent: Engine = {
  name: 'live',
  offers: () => true,
  host: async () => {
    throw new CannotTellError('web never came up');
  },
};

it('a run that never comes up leaves the plan with which it can be repeated', async () => {
  const config = await readConfig(root);
  const catalogue = await findFaults(root, config);
  const [found] = await findScenarios(root, config);
  if (!found) throw new Error('the project has no scenario');
  const plan = planScenario(found.value, 1, catalogue);
  const job: Job = { name: found.value.name, purpose: 'scenario', found, plan };
  const [result] = await runSuite([job], {
    id: 'test',
    folder,
    engine: silent,
    catalogue,
    toxiproxy: 'embedded',
    concurrency: 1,
    failFast: false,
    signal: new AbortController().signal,
    onEvent: () => {},
  });
  expect(result).toMatchObject({ ended: 'unknown', because: 'web never came up' });
  expect(await readPlan(join(result?.folder ?? '', 'plan.json'))).toEqual(plan);
});
