import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { claimPorts } from '../../harness/engines/live/claim-ports.ts';
import { chromiumPath, startChromium } from '../../reports/html/test-browser.ts';
import { withBreaker } from '../resilience/breaker/with-breaker.ts';
import { createServer } from '../serving/create-server.ts';
import { addHealthRoutes } from '../serving/health-routes.ts';
import { type StartedProgram, startProgram } from '../serving/start-program.ts';
import { createWorkGate } from '../serving/work-gate.ts';

const patient = { timeout: 20_000 };
const missing = 'no Chromium; set HOLDFAST_CHROMIUM, or apt-get install chromium';
const path = chromiumPath();
let browser: Browser | undefined;

beforeAll(async () => {
  if (path) browser = await startChromium(path);
}, 60_000);
afterAll(() => browser?.close());
beforeEach((context) => {
  if (!path && process.env.HOLDFAST_REQUIRE_CHROMIUM !== '1') context.skip(missing);
});

const names = ['prime', 'mcp', 'core', 'core-candidate', 'orchestrator', 'web'] as const;
type Name = (typeof names)[number];

/** The whole stack as processes on ports of its own, so that each can come back where it was. */
async function startStack() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'dashboard-'));
  const claim = await claimPorts(names.length + 1);
  const port = (name: Name | 'agent') => claim.ports[[...names, 'agent'].indexOf(name)];
  const url = (name: Name | 'agent') => `http://127.0.0.1:${port(name)}`;
  const env: Readonly<Record<string, string>> = {
    SHARED_DIR: join(folder.path, 'shared'),
    ...{ MODEL_LOAD_MS: '1', TOKEN_DELAY_MS: '1', ABILITY_CHECK_TIMEOUT_MS: '20000' },
    ...{ PRIME_ENDPOINT: url('prime'), MCP_ENDPOINT: `${url('mcp')}/jsonrpc` },
    ...{ LIVE_ENDPOINT: url('core'), CANDIDATE_ENDPOINT: url('core-candidate') },
    ...{ CORE_ENDPOINT: url('core'), CORE_FALLBACK_ENDPOINT: url('core-candidate') },
    ...{ HA_STATUS_ENDPOINT: url('orchestrator'), RETRY_BASE_DELAY_MS: '5' },
    ...{ POLL_INTERVAL_MS: '300', PROBE_TIMEOUT_MS: '20000', HA_POLL_MS: '150' },
    ...{ DASHBOARD_POLL_MS: '150', DASHBOARD_TIMEOUT_MS: '20000' },
    DASHBOARD_SERVICES: `mcp=${url('mcp')},prime=${url('prime')},agent=${url('agent')}`,
  };
  const running = new Map<Name, StartedProgram>();
  const start = async (name: Name): Promise<void> => {
    const own = join(folder.path, name);
    const places = { DATA_DIR: own, STATE_DIR: own, PORT: String(port(name)), SERVICE_NAME: name };
    running.set(name, await startProgram(name.replace('-candidate', ''), { ...env, ...places }));
  };
  const kill = (name: Name) => running.get(name)?.[Symbol.asyncDispose]();
  onTestFinished(async () => {
    for (const name of names) await kill(name);
    claim.release();
    await folder.remove();
  });
  for (const name of names) await start(name);
  const chat = async () => {
    const body = JSON.stringify({ text: 'hello' });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url('web')}/chat`, { method: 'POST', headers, body });
    return answer.status;
  };
  return { start, kill, chat, web: url('web'), agentPort: port('agent') ?? 0 };
}

/** A service with one breaker, which stays as the test leaves it. */
async function startAgent(port: number) {
  const call = withBreaker(() => Promise.reject(new Error('no')), { failureThreshold: 5 });
  const server = createServer(createWorkGate());
  const breakers = () => ({ 'planner/gpt-5-nano': call.breaker.status() });
  addHealthRoutes(server, createWorkGate(), async () => {
    return { able: true, reasons: [], breakers: breakers() };
  });
  await server.listen({ host: '127.0.0.1', port });
  onTestFinished(() => server.close());
  return async () => void (await call().catch(() => undefined));
}

async function open(url: string, options: { width?: number; dark?: boolean } = {}) {
  if (!browser) throw new Error('HOLDFAST_REQUIRE_CHROMIUM=1, and no Chromium was found');
  const { width = 1200, dark = false } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) foreign.push(request.url());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${url}/dashboard`);
  return { page, foreign, complaints };
}

const textOf = (page: Page, selector: string) => () => page.locator(selector).innerText();
const row = (page: Page, name: string) =>
  page.locator('.services tbody tr', { has: page.locator(`th:text-is("${name}")`) });
const condition = (page: Page, name: string) => () => row(page, name).locator('.mark').innerText();

test('G27, G28: the page shows failover and recovery as they happen, and outlives web', async () => {
  const stack = await startStack();
  const fail = await startAgent(stack.agentPort);
  for (const _ of 'abc') await fail();
  const { page, foreign, complaints } = await open(stack.web);
  await expect.poll(textOf(page, 'h1'), patient).toBe('Active');
  for (const name of [...names, 'agent']) {
    await expect.poll(condition(page, name), patient).toBe('ready');
  }
  expect(await page.locator('.rows code').allInnerTexts()).toContain('MONITORING (3/5)');

  await stack.kill('core');
  await expect.poll(condition(page, 'core'), patient).toBe('down');
  await expect.poll(textOf(page, 'h1'), patient).toBe('Failover active');
  await expect.poll(textOf(page, '.facts'), patient).toContain('the candidate');
  expect(await stack.chat()).toBe(200);
  await expect.poll(textOf(page, '.top'), patient).toContain('100.0 %, critical');
  const happened = textOf(page, '.happenings');
  await expect.poll(happened, patient).toContain('went to the fallback by the HA state');
  expect(await happened()).toContain('Active became Failover active');
  expect(await happened()).toContain('core is down');
  await expect.poll(textOf(page, '[role=status]'), patient).not.toBe('');

  await stack.start('core');
  await expect.poll(textOf(page, 'h1'), patient).toBe('Active');
  await expect.poll(condition(page, 'core'), patient).toBe('ready');
  await expect.poll(happened, patient).toContain('Failover active became Active');

  await stack.kill('web');
  await expect.poll(textOf(page, '.connection'), patient).toContain('web does not answer');
  expect(await happened()).toContain('core is down');
  await stack.start('web');
  await expect.poll(textOf(page, '.connection'), patient).toBe('live');
  await expect.poll(async () => (await happened()).split('web started'), patient).toHaveLength(3);
  // What only the life before has seen is still there, and nothing is there twice.
  expect((await happened()).split('core is down')).toHaveLength(2);
  expect((await happened()).split('Active became Failover active')).toHaveLength(2);
  await expect.poll(textOf(page, 'h1'), patient).toBe('Active');
  expect(await textOf(page, '.ha')()).not.toContain('does not answer');
  await stack.kill('orchestrator');
  await expect.poll(textOf(page, '.ha'), patient).toContain('The orchestrator does not answer');
  expect([foreign, complaints]).toEqual([[], []]);
}, 120_000);

/** The lowest contrast of any text against the page, and whose it is; run in the page. */
const lowestContrast = `(() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = parse(color).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backOf = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const { backgroundColor } = getComputedStyle(one);
      if (parse(backgroundColor)[3] !== 0) return backgroundColor;
    }
  };
  let lowest = [21, ''];
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!hasText || element.closest('script, style, noscript')) continue;
    const [one, other] = [light(getComputedStyle(element).color), light(backOf(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < lowest[0]) lowest = [ratio, element.outerHTML.slice(0, 200)];
  }
  return lowest;
})()`;

test('G27: light or dark, wide or narrow, the page can be read, and used without a mouse', async () => {
  const folder = await mkdtempDisposable(join(tmpdir(), 'dashboard-'));
  onTestFinished(() => folder.remove());
  const nowhere = 'http://127.0.0.1:1';
  const web = await startProgram('web', {
    DATA_DIR: folder.path,
    ...{ CORE_ENDPOINT: nowhere, CORE_FALLBACK_ENDPOINT: nowhere, HA_STATUS_ENDPOINT: nowhere },
  });
  onTestFinished(() => web[Symbol.asyncDispose]());
  for (const [width, dark] of [
    [1200, false],
    [1200, true],
    [390, false],
    [390, true],
  ] as const) {
    const { page } = await open(web.url, { width, dark });
    await expect.poll(condition(page, 'core'), patient).toBe('down');
    const [ratio, whose] = await page.evaluate<[number, string]>(lowestContrast);
    expect(ratio, whose).toBeGreaterThanOrEqual(4.5);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(
      await page.evaluate('getComputedStyle(document.querySelector("main")).transition'),
    ).not.toContain('filter');
  }
  const { page } = await open(web.url);
  await expect.poll(condition(page, 'core'), patient).toBe('down');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toContain('Skip to');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('content');
  for (const role of ['banner', 'main', 'status', 'table'] as const) {
    expect(await page.getByRole(role).count(), role).toBe(1);
  }
  for (const name of ['Queue', 'Breakers', 'Services', 'What happened']) {
    expect(await page.getByRole('region', { name }).count(), name).toBe(1);
  }
}, 120_000);
