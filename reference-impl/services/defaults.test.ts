import { expect, test } from 'vitest';
import { coreShape } from '../core/core-settings.ts';
import { readSettings } from '../settings/read-settings.ts';
import { orchestratorShape } from '../watchdog/orchestrator-settings.ts';
import { webShape } from '../web/web-shape.ts';

const at = 'http://127.0.0.1:1';
const core = readSettings({ PRIME_ENDPOINT: at, MCP_ENDPOINT: `${at}/jsonrpc` }, coreShape);
const web = readSettings({ CORE_ENDPOINT: at }, webShape);
const orchestrator = readSettings({ LIVE_ENDPOINT: at, CANDIDATE_ENDPOINT: at }, orchestratorShape);

test('G22: 15 s for the checkpoints, and the forced exit a second before the grace ends', () => {
  expect([core.CHECKPOINT_TIMEOUT_MS, core.FORCED_EXIT_MS]).toEqual([15_000, 24_000]);
});

test('G2, H4: three retries after a second, two and four, at web and at core', () => {
  for (const { MAX_RETRIES, RETRY_BASE_DELAY_MS } of [web, core]) {
    expect([MAX_RETRIES, RETRY_BASE_DELAY_MS]).toEqual([3, 1000]);
  }
});

test('G7, H1: no fallback where none is named, and none after a time limit', () => {
  expect([web.CORE_FALLBACK_ENDPOINT, core.MCP_FALLBACK_ENDPOINT]).toEqual(['', '']);
  expect(core.MCP_FAILOVER_ON_TIMEOUT).toBe(false);
});

test('G29: an inference, a tool call and a call to core have read limits', () => {
  const { INFERENCE_READ_TIMEOUT_MS, PROVIDER_READ_TIMEOUT_MS, MCP_READ_TIMEOUT_MS } = core;
  expect([INFERENCE_READ_TIMEOUT_MS, PROVIDER_READ_TIMEOUT_MS]).toEqual([20_000, 20_000]);
  expect([MCP_READ_TIMEOUT_MS, web.READ_TIMEOUT_MS]).toEqual([10_000, 30_000]);
});

test('G13: two failures in a row make a core unhealthy', () => {
  expect(orchestrator.UNHEALTHY_AFTER).toBe(2);
});

test('F3, U8: breakers are on: five failures in 300 s, for 60 s', () => {
  expect(core).toMatchObject({
    CIRCUIT_BREAKER_ENABLED: true,
    CIRCUIT_BREAKER_FAILURE_THRESHOLD: 5,
    CIRCUIT_BREAKER_PERIOD_MS: 300_000,
    CIRCUIT_BREAKER_RESET_MS: 60_000,
  });
});
