import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildReferenceImage } from './build-reference-image.ts';
import { type ContainerEngine, findEngine, testLabels } from './container-engine.ts';

const slowMs = 300_000;
const missing = 'no container engine; start dockerd, or apt-get install docker.io';

let engine: ContainerEngine | undefined;
let image = '';
beforeAll(async () => {
  engine = await findEngine();
  if (engine === undefined) {
    if (process.env.HOLDFAST_REQUIRE_DOCKER === '1') throw new Error(missing);
    console.warn(`Core as process 1 was not tested: ${missing}`);
    return;
  }
  await engine.cleanUp();
  image = await buildReferenceImage();
}, slowMs);
afterAll(() => engine?.cleanUp(), slowMs);
beforeEach((context) => {
  if (engine === undefined) context.skip(missing);
});

async function openCore() {
  const state = await mkdtempDisposable(join(tmpdir(), 'container-state-'));
  const container = await new GenericContainer(image)
    .withNetworkMode('host')
    .withLabels(testLabels())
    .withEnvironment({
      ...{ HOST: '127.0.0.1', PORT: '0', SHARED_DIR: '/shared', STATE_DIR: '/state' },
      ...{ PRIME_ENDPOINT: 'http://127.0.0.1:1', MCP_ENDPOINT: 'http://127.0.0.1:1/jsonrpc' },
    })
    .withBindMounts([{ source: state.path, target: '/state' }])
    .withWaitStrategy(Wait.forLogMessage('"event":"started"'))
    .start();
  return { container, state: state.path, [Symbol.asyncDispose]: () => state.remove() };
}

async function eventsOf(container: StartedTestContainer) {
  const lines = (await text(await container.logs())).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as { event?: string; ok?: boolean; part?: string });
}

test(
  'G31: core as process 1, stopped by the engine, exits with 0 and has written both parts',
  async () => {
    await using core = await openCore();
    const id = core.container.getId();
    await core.container.stop({ timeout: 25_000, remove: false });
    // 137 would be the engine's kill at the end of the grace.
    expect(await engine?.exitCodeOf(id)).toBe(0);
    const events = await eventsOf(core.container);
    const written = events.filter(({ event, ok }) => event === 'checkpoint' && ok === true);
    expect(written.map(({ part }) => part).sort()).toEqual(['cognitive', 'journal']);
    expect(events.at(-1)).toMatchObject({ event: 'shutdown', phase: 'exiting', code: 0 });
    expect(await readFile(join(core.state, 'Lite.md'), 'utf8')).toContain('by process 1\n');
  },
  slowMs,
);

test(
  'G31: the same core, killed, exits with 137 and has written nothing',
  async () => {
    await using core = await openCore();
    const id = core.container.getId();
    await engine?.kill(id, 'SIGKILL');
    expect(await engine?.exitCodeOf(id)).toBe(137);
    const events = await eventsOf(core.container);
    expect(events.some(({ event }) => event === 'started')).toBe(true);
    expect(events.filter(({ event }) => event === 'checkpoint' || event === 'shutdown')).toEqual(
      [],
    );
    await expect(readFile(join(core.state, 'Lite.md'))).rejects.toThrow('ENOENT');
  },
  slowMs,
);
