import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

const nowhere = 'http://127.0.0.1:1';

/** Starts a program whose folders are in the place of a file, and reads what it logs. */
async function startWithout(name: string) {
  const folder = await mkdtemp(join(tmpdir(), 'bad-start-'));
  const place = join(folder, 'volume');
  await writeFile(place, 'no folder');
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      ...{ DATA_DIR: join(place, 'data'), STATE_DIR: join(place, 'state'), SHARED_DIR: place },
      ...{ PRIME_ENDPOINT: nowhere, MCP_ENDPOINT: `${nowhere}/jsonrpc` },
      ...{ LIVE_ENDPOINT: nowhere, CANDIDATE_ENDPOINT: nowhere, CORE_ENDPOINT: nowhere },
      ...{ MODEL_LOAD_MS: '1', ABILITY_CHECK_TIMEOUT_MS: '20000' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true });
  });
  const lines: { readonly msg: string; readonly event?: string; readonly port?: number }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  return {
    child,
    lines,
    place,
    has: (text: string) => lines.some(({ msg }) => msg.includes(text)),
  };
}

const patient = { timeout: 20_000 };

test.each(['web', 'core', 'mcp', 'orchestrator', 'study'])(
  'H3: %s, started without its folders, says what it lacks and starts when they are there',
  async (name) => {
    const { child, lines, place, has } = await startWithout(name);
    await expect.poll(() => has('cannot be opened'), patient).toBe(true);
    expect(lines.at(-1)?.msg).toMatch(/cannot be opened: ENOTDIR.*; trying again every \d+ ms$/);
    expect(child.exitCode).toBe(null);
    await unlink(place);
    await expect.poll(() => has('listening'), patient).toBe(true);
    const port = lines.find(({ event }) => event === 'started')?.port;
    const ready = async () => (await fetch(`http://127.0.0.1:${port}/ready`)).status;
    await expect.poll(ready, patient).toBe(200);
  },
);
