import { z } from 'zod';
import type { Log } from '../logging/create-logger.ts';
import { durationMs, flag, httpUrl, optionalHttpUrl, wholeNumber } from '../settings/fields.ts';
import { createServiceClient } from './service-client.ts';

/** The variables of a client of the tool server; the endpoints are full, with `/jsonrpc`. */
export const toolClientShape = {
  MCP_ENDPOINT: httpUrl(),
  MCP_FALLBACK_ENDPOINT: optionalHttpUrl(),
  MCP_FAILOVER_ON_TIMEOUT: flag(false),
  MAX_RETRIES: wholeNumber(3, { max: 20 }),
  RETRY_BASE_DELAY_MS: durationMs(1000),
  CONNECT_TIMEOUT_MS: durationMs(5000),
  MCP_READ_TIMEOUT_MS: durationMs(10_000),
};

/** One use of a tool. */
interface ToolCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The message's key; the tool server executes a key once. */
  readonly key?: string;
  readonly callId?: string;
  readonly signal?: AbortSignal;
}

/** Uses tools; rejects with `CallFailed` (no answer) or `ToolRefused` (the server said no). */
export interface ToolClient {
  /** Gives the `result` of `tools/call` as the server sent it. */
  callTool(call: ToolCall): Promise<unknown>;
  /** Gives the `result` of any method. */
  request(
    method: string,
    params: unknown,
    call?: Omit<ToolCall, 'name' | 'args'>,
  ): Promise<unknown>;
  close(): void;
}

/** Tells that the tool server answered with a JSON-RPC error, or with no JSON-RPC at all. */
export class ToolRefused extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(`tool server: ${message} (${code})`);
    this.name = 'ToolRefused';
    this.code = code;
  }
}

const answerShape = z.union([
  z.object({ error: z.object({ code: z.number(), message: z.string() }) }),
  z.object({ result: z.unknown() }).refine((answer) => 'result' in answer),
]);

/** Creates the client of the tool server; an empty `MCP_FALLBACK_ENDPOINT` switches failover off. */
export function createToolClient(
  settings: {
    readonly MCP_ENDPOINT: string;
    readonly MCP_FALLBACK_ENDPOINT: string;
    readonly MCP_FAILOVER_ON_TIMEOUT?: boolean;
    readonly MAX_RETRIES: number;
    readonly RETRY_BASE_DELAY_MS: number;
    readonly CONNECT_TIMEOUT_MS: number;
    readonly MCP_READ_TIMEOUT_MS: number;
  },
  around: { readonly log: Log; readonly maintenance: () => Promise<boolean> },
): ToolClient {
  const client = createServiceClient({
    route: 'mcp',
    baseUrl: settings.MCP_ENDPOINT,
    fallbackBaseUrl: settings.MCP_FALLBACK_ENDPOINT,
    failoverOnTimeout: settings.MCP_FAILOVER_ON_TIMEOUT ?? false,
    retry: { maxRetries: settings.MAX_RETRIES, baseDelayMs: settings.RETRY_BASE_DELAY_MS },
    limits: { connectMs: settings.CONNECT_TIMEOUT_MS, readMs: settings.MCP_READ_TIMEOUT_MS },
    ...around,
  });
  let lastId = 0;
  const request: ToolClient['request'] = async (method, params, call = {}) => {
    lastId += 1;
    const body = { jsonrpc: '2.0', id: lastId, method, params };
    const answer = await client.call({ ...call, path: '', body });
    return readResult(answer.body);
  };
  return {
    request,
    callTool: ({ name, args, ...call }) =>
      request('tools/call', { name, arguments: args, ...(call.key && { key: call.key }) }, call),
    close: client.close,
  };
}

function readResult(body: unknown): unknown {
  const parsed = answerShape.safeParse(body);
  if (!parsed.success) throw new ToolRefused(-32_603, 'answered something that is not JSON-RPC');
  if ('error' in parsed.data) {
    throw new ToolRefused(parsed.data.error.code, parsed.data.error.message);
  }
  return parsed.data.result;
}
