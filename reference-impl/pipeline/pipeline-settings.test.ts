import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { readSettings } from '../settings/read-settings.ts';
import { createAgents } from './create-agents.ts';
import { openKeeping } from './open-keeping.ts';
import { pipelineShape } from './pipeline-settings.ts';

function prepare(file: object, env: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'settings.json');
  writeFileSync(path, JSON.stringify(file));
  const own = { PRIME_ENDPOINT: 'http://127.0.0.1:1', DATA_DIR: folder, SETTINGS_FILE: path };
  const settings = readSettings({ ...own, ...env }, pipelineShape);
  const log = createMemoryLog();
  return {
    agents: () => createAgents(settings, env, log),
    keeping: () => openKeeping(settings, env, log),
  };
}

test.each([
  [{ failover: { min_success_rate: 2 } }, 'failover.min_success_rate is "2"; allowed: a number'],
  [{ circuit_breaker: { failure_threshold: 0 } }, 'circuit_breaker.failure_threshold is "0"'],
  [
    { model_hierarchies: { coder: [{ model: 'mine', speed: 'fast', quality: 'good' }] } },
    'model_hierarchies.coder has mine; allowed: opencode/',
  ],
])('U8, F1: the settings %j are refused by name', (file, message) => {
  expect(prepare(file).agents).toThrow(message);
});

test('U8: a bad checkpoint setting is refused by name', () => {
  const { keeping } = prepare({ checkpointing: { backend: 'paper' } });
  expect(keeping).toThrow('checkpointing.backend is "paper"; allowed: sqlite');
});

test('U8, F11: the file says how agents are asked, and the environment beats it', () => {
  const file = { failover: { max_retries: 1, time_limit_ms: 5000 } };
  const { agents } = prepare(file, { MODEL_TIME_LIMIT_MS: '7000' });
  const { failover, close } = agents();
  expect(failover.options).toMatchObject({ maxRetries: 1, timeLimitMs: 7000, minSuccessRate: 0.5 });
  close();
});

test('F1: a role may have other models, in another order', () => {
  const coder = [{ model: 'opencode/gpt-4-turbo', speed: 'slow', quality: 'best' }];
  const { failover, close } = prepare({ model_hierarchies: { coder } }).agents();
  const [planner, coders] = failover.getStatus().roles;
  expect(coders?.models.map(({ model }) => model)).toEqual(['opencode/gpt-4-turbo']);
  expect(planner?.models).toHaveLength(3);
  close();
});
