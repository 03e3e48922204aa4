import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { SettingsError } from '../../settings/settings-error.ts';
import { failoverPresets, standardFailover } from '../failover/failover-options.ts';
import { defaultHierarchies } from '../models/model-hierarchy.ts';
import { readCircuitBreakerSettings } from './circuit-breaker-settings.ts';
import { readFailoverSettings, readHierarchies } from './failover-settings.ts';
import { readSettingsFile } from './settings-file.ts';

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'settings.json');
  writeFileSync(path, text);
  return path;
}

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
  }
  throw new Error('expected a SettingsError');
}

test('U8: breakers of agents are on, with 5 failures, 60 s and 3 probes', () => {
  const defaults = {
    enabled: true,
    failureThreshold: 5,
    recoveryTimeoutMs: 60_000,
    halfOpenMaxCalls: 3,
  };
  expect(readCircuitBreakerSettings({})).toEqual(defaults);
  expect(readCircuitBreakerSettings({ CIRCUIT_BREAKER_ENABLED: 'false' })).toEqual({
    ...defaults,
    enabled: false,
  });
});

test('U8: of environment, file and defaults the first that says something holds', () => {
  const number = fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined });
  fc.assert(
    fc.property(number, number, fc.boolean(), (inEnvironment, inFile, asText) => {
      const env = { CIRCUIT_BREAKER_FAILURE_THRESHOLD: inEnvironment?.toString() ?? '' };
      const given = asText ? String(inFile) : inFile;
      const section = inFile === undefined ? {} : { failure_threshold: given };
      const { failureThreshold } = readCircuitBreakerSettings(env, section);
      expect(failureThreshold).toBe(inEnvironment ?? inFile ?? 5);
    }),
  );
});

test('U8: a good value in the environment excuses a bad one in the file', () => {
  const section = { failure_threshold: 'many' };
  const env = { CIRCUIT_BREAKER_FAILURE_THRESHOLD: '7' };
  expect(readCircuitBreakerSettings(env, section).failureThreshold).toBe(7);
});

test('U8: every bad setting is named where it stands, with its value and what is allowed', () => {
  const section = { failure_threshold: 0, half_open_max_calls: [3], recovery: 60 };
  const env = { CIRCUIT_BREAKER_ENABLED: 'perhaps' };
  expect(problemsOf(() => readCircuitBreakerSettings(env, section))).toEqual([
    'circuit_breaker.recovery is 60; allowed keys: enabled, failure_threshold, recovery_timeout, half_open_max_calls',
    'CIRCUIT_BREAKER_ENABLED is "perhaps"; allowed: true or false',
    'circuit_breaker.failure_threshold is "0"; allowed: a whole number from 1 to 1000',
    'circuit_breaker.half_open_max_calls is "[3]"; allowed: a whole number from 1 to 100',
  ]);
  expect(problemsOf(() => readCircuitBreakerSettings({}, [5]))).toEqual([
    'circuit_breaker is [5]; allowed: an object',
  ]);
});

test('F11, U8: a preset sets the defaults, and single options beat it', () => {
  expect(readFailoverSettings({})).toEqual({ options: standardFailover, failPrimary: false });
  const env = { FAILOVER_PRESET: 'aggressive', FAILOVER_MIN_SUCCESS_RATE: '0.75' };
  expect(
    readFailoverSettings(env, { preset: 'conservative', reset_timeout_ms: 5 }).options,
  ).toEqual({ ...failoverPresets.aggressive, resetTimeoutMs: 5, minSuccessRate: 0.75 });
  const { options } = readFailoverSettings({}, { preset: 'conservative' });
  expect(options).toEqual(failoverPresets.conservative);
});

test('F8, U8: FAIL_PRIMARY is read from the environment', () => {
  expect(readFailoverSettings({ FAIL_PRIMARY: 'true' }).failPrimary).toBe(true);
});

test('F11, U8: a preset and a share that do not exist are named', () => {
  const section = { preset: 'reckless', min_success_rate: 1.5 };
  expect(problemsOf(() => readFailoverSettings({}, section))).toEqual([
    'failover.preset is "reckless"; allowed: one of standard, aggressive, conservative',
    'failover.min_success_rate is "1.5"; allowed: a number from 0 to 1',
  ]);
});

test('F1, U8: a role’s models can be given, the other roles keep theirs', () => {
  const coder = [{ model: 'local/coder', speed: 'fast', quality: 'fair' }];
  expect(readHierarchies({ coder })).toEqual({ ...defaultHierarchies, coder });
  expect(readHierarchies()).toEqual(defaultHierarchies);
});

test('F1, U8: a hierarchy that cannot work is named with what is allowed', () => {
  const twice = { model: 'm', speed: 'fast', quality: 'good' };
  const bad = { coder: [], planner: [twice, twice], reviewer: [{ ...twice, speed: 'warp' }] };
  expect(problemsOf(() => readHierarchies(bad))).toEqual([
    'model_hierarchies.coder is []; allowed: at least one model',
    `model_hierarchies.planner is ${JSON.stringify(bad.planner)}; allowed: each model once`,
    'model_hierarchies.reviewer.0.speed is "warp"; allowed: one of fast, medium, slow',
  ]);
});

test('U8: without a settings file the defaults hold; one that cannot be read is an error', () => {
  expect(readSettingsFile(undefined)).toEqual({});
  expect(readSettingsFile(join(tmpdir(), 'there-is-no-such-settings-file.json'))).toEqual({});
  const good = fileWith('{"circuit_breaker":{"failure_threshold":4}}');
  const { circuit_breaker: section } = readSettingsFile(good);
  expect(readCircuitBreakerSettings({}, section).failureThreshold).toBe(4);
  for (const [text, problem] of [
    ['{', 'not JSON'],
    ['[]', 'allowed: an object of sections'],
    ['{"circuit_braker":{}}', 'section circuit_braker is unknown; allowed: checkpointing, circuit'],
  ] as const) {
    expect(problemsOf(() => readSettingsFile(fileWith(text))).join()).toContain(problem);
  }
  expect(problemsOf(() => readSettingsFile(tmpdir())).join()).toContain('EISDIR');
});
