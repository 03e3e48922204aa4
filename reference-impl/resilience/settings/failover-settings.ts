import { z } from 'zod';
import { durationMs, flag, wholeNumber } from '../../settings/fields.ts';
import type { Environment } from '../../settings/read-settings.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import {
  type FailoverOptions,
  type FailoverPreset,
  failoverPresets,
} from '../failover/failover-options.ts';
import {
  defaultHierarchies,
  hierarchiesSchema,
  type ModelHierarchies,
} from '../models/model-hierarchy.ts';
import { readSection } from './read-section.ts';

const presetNames = Object.keys(failoverPresets) as [FailoverPreset, ...FailoverPreset[]]; // there are three

const preset = z
  .enum(presetNames, { error: `one of ${presetNames.join(', ')}` })
  .default('standard');

const share = z
  .string()
  .regex(/^(0(\.\d+)?|1(\.0+)?)$/, { error: 'a number from 0 to 1' })
  .transform(Number);

const variables = {
  preset: 'FAILOVER_PRESET',
  failure_threshold: 'FAILOVER_FAILURE_THRESHOLD',
  reset_timeout_ms: 'FAILOVER_RESET_TIMEOUT_MS',
  monitoring_period_ms: 'FAILOVER_MONITORING_PERIOD_MS',
  max_retries: 'FAILOVER_MAX_RETRIES',
  graceful_degradation: 'FAILOVER_GRACEFUL_DEGRADATION',
  partial_success: 'FAILOVER_PARTIAL_SUCCESS',
  min_success_rate: 'FAILOVER_MIN_SUCCESS_RATE',
  time_limit_ms: 'MODEL_TIME_LIMIT_MS',
  fail_primary: 'FAIL_PRIMARY',
} as const;

/** What `createFailoverManager` reads from the settings. */
export interface FailoverSettings {
  readonly options: FailoverOptions;
  readonly failPrimary: boolean;
}

/** Reads the options of failover: the preset's, unless the environment or the file says otherwise. */
export function readFailoverSettings(env: Environment, section?: unknown): FailoverSettings {
  const name = presetOf(env, section);
  const base = failoverPresets[name];
  const values = readSection(
    {
      name: 'failover',
      variables,
      shape: {
        FAILOVER_PRESET: preset,
        FAILOVER_FAILURE_THRESHOLD: wholeNumber(base.failureThreshold, { min: 1, max: 1000 }),
        FAILOVER_RESET_TIMEOUT_MS: durationMs(base.resetTimeoutMs),
        FAILOVER_MONITORING_PERIOD_MS: durationMs(base.monitoringPeriodMs),
        FAILOVER_MAX_RETRIES: wholeNumber(base.maxRetries, { max: 100 }),
        FAILOVER_GRACEFUL_DEGRADATION: flag(base.gracefulDegradation),
        FAILOVER_PARTIAL_SUCCESS: flag(base.partialSuccess),
        FAILOVER_MIN_SUCCESS_RATE: share.default(base.minSuccessRate),
        MODEL_TIME_LIMIT_MS: durationMs(base.timeLimitMs),
        FAIL_PRIMARY: flag(false),
      },
    },
    env,
    section,
  );
  return {
    failPrimary: values.FAIL_PRIMARY,
    options: {
      failureThreshold: values.FAILOVER_FAILURE_THRESHOLD,
      resetTimeoutMs: values.FAILOVER_RESET_TIMEOUT_MS,
      monitoringPeriodMs: values.FAILOVER_MONITORING_PERIOD_MS,
      maxRetries: values.FAILOVER_MAX_RETRIES,
      gracefulDegradation: values.FAILOVER_GRACEFUL_DEGRADATION,
      partialSuccess: values.FAILOVER_PARTIAL_SUCCESS,
      minSuccessRate: values.FAILOVER_MIN_SUCCESS_RATE,
      timeLimitMs: values.MODEL_TIME_LIMIT_MS,
    },
  };
}

/** The preset decides the other defaults, so it is read first; a bad one is named with the rest. */
function presetOf(env: Environment, section: unknown): FailoverPreset {
  const inFile =
    typeof section === 'object' && section !== null && 'preset' in section
      ? section.preset
      : undefined;
  return preset.catch('standard').parse(env.FAILOVER_PRESET || inFile);
}

/** Reads the file's `model_hierarchies`; a role that it leaves out keeps its default models. */
export function readHierarchies(section: unknown = {}): ModelHierarchies {
  const result = hierarchiesSchema.safeParse(section);
  if (result.success) return { ...defaultHierarchies, ...result.data };
  throw new SettingsError(
    result.error.issues.map(({ path, message }) => {
      const key = ['model_hierarchies', ...path].map(String).join('.');
      return `${key} is ${JSON.stringify(at(section, path))}; allowed: ${message}`;
    }),
  );
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}
