import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import replies from '../../fixtures/model-replies.json' with { type: 'json' };
import { createMemoryLog } from '../logging/memory-log.ts';
import { addCompletionRoutes } from '../prime/completion-routes.ts';
import { createServer } from '../serving/create-server.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { readSettings } from '../settings/read-settings.ts';
import { createRemember } from '../tools/remember.ts';
import { addToolRoutes } from '../tools/tool-routes.ts';
import { buildCore } from './build-core.ts';
import { coreShape } from './core-settings.ts';

/** Where a core under test keeps its state, and what it shares. */
export interface Folders {
  readonly state: string;
  readonly shared: string;
}

/** What every answer of a core may hold. */
interface Body {
  readonly able?: boolean;
  readonly reasons?: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

type Env = Readonly<Record<string, string>>;

/** Starts a core with a prime and a tool server of its own, all on real sockets; for tests. */
export async function openCore(
  env: Env | ((primeUrl: string) => Env) = {},
  before?: (at: Folders) => unknown,
) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'core-'));
  const at = { state: join(folder.path, 'state'), shared: join(folder.path, 'shared') };
  const log = createMemoryLog();
  const others = createServer(createWorkGate());
  addCompletionRoutes(others, { replies, tokens: 4, tokenDelayMs: 0 });
  addToolRoutes(others, [createRemember(folder.path, 'mcp')], log);
  const base = await others.listen({ host: '127.0.0.1', port: 0 });
  const settings = readSettings(
    {
      ...{ STATE_DIR: at.state, SHARED_DIR: at.shared, MODEL_LOAD_MS: '0' },
      ...{ PRIME_ENDPOINT: base, MCP_ENDPOINT: `${base}/jsonrpc`, RETRY_BASE_DELAY_MS: '1' },
      ABILITY_CHECK_TIMEOUT_MS: '20000',
      ABILITY_FRESH_MS: '0',
      ...(typeof env === 'function' ? env(base) : env),
    },
    coreShape,
  );
  if (before) {
    // A first life leaves its state behind, in which the second finds what `before` broke.
    await (await buildCore({ ...settings, PORT: 0 }, log)).stop?.();
    await before(at);
  }
  const core = await buildCore(settings, log);
  const url = await core.server.listen({ host: '127.0.0.1', port: 0 });
  const end = async () => {
    await core.server.close();
    await core.stop?.();
    await others.close();
    await folder.remove();
  };
  const get = async (path: string) => {
    const answer = await fetch(url + path);
    return { status: answer.status, body: await readBody(answer) };
  };
  const post = async (path: string, body: object = {}, headers: object = {}) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const connection = answer.headers.get('connection');
    return { status: answer.status, connection, body: await readBody(answer) };
  };
  const modelSettles = () =>
    expect
      .poll(async () => String((await get('/health')).body.reasons), { timeout: 20_000 })
      .not.toContain('loading');
  if (settings.MODEL_LOAD_MS === 0) await modelSettles();
  return { ...at, core, log, get, post, [Symbol.asyncDispose]: end };
}

async function readBody(answer: Response): Promise<Body> {
  return (await answer.json()) as Body; // every answer of a core is a JSON object
}
