import { z } from 'zod';

/** What a method is given: the parameters as sent, unchecked. */
export type Method = (params: unknown) => Promise<unknown>;

/** An answer of JSON-RPC 2.0. */
export type RpcAnswer = { readonly jsonrpc: '2.0'; readonly id: RpcId } & (
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string } }
);

type RpcId = string | number | null;

/** The error codes that the specification of JSON-RPC 2.0 reserves. */
export const rpcCodes = {
  parseError: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internalError: -32_603,
} as const;

/** An error that a method wants its caller to see with a code of its own. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const requestSchema = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  method: z.string(),
  params: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).optional(),
});

/** Builds the answer that carries an error. */
export function rpcFailure(id: RpcId, code: number, message: string): RpcAnswer {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

/**
 * Answers a JSON-RPC 2.0 request, notification or batch; undefined when nothing is to be answered.
 * The members of a batch run at the same time.
 */
export async function answerRpc(
  body: unknown,
  methods: ReadonlyMap<string, Method>,
): Promise<RpcAnswer | readonly RpcAnswer[] | undefined> {
  if (!Array.isArray(body)) return answerOne(body, methods);
  if (body.length === 0) return rpcFailure(null, rpcCodes.invalidRequest, 'the batch is empty');
  const answers = await Promise.all(body.map((request) => answerOne(request, methods)));
  const wanted = answers.filter((answer) => answer !== undefined);
  return wanted.length === 0 ? undefined : wanted;
}

async function answerOne(
  body: unknown,
  methods: ReadonlyMap<string, Method>,
): Promise<RpcAnswer | undefined> {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) {
    return rpcFailure(null, rpcCodes.invalidRequest, 'not a JSON-RPC 2.0 request');
  }
  const { id, method, params } = parsed.data;
  const answer = await runMethod(id ?? null, methods.get(method) ?? missing(method), params);
  // Without an id it was a notification: it runs, and is not answered, not even its failure.
  return id === undefined ? undefined : answer;
}

async function runMethod(id: RpcId, method: Method, params: unknown): Promise<RpcAnswer> {
  try {
    return { jsonrpc: '2.0', id, result: await method(params) };
  } catch (error) {
    if (error instanceof RpcError) return rpcFailure(id, error.code, error.message);
    const message = error instanceof Error ? error.message : String(error);
    return rpcFailure(id, rpcCodes.internalError, message);
  }
}

function missing(name: string): Method {
  return async () => {
    throw new RpcError(rpcCodes.methodNotFound, `no method ${name}`);
  };
}
