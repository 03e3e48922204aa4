import { z } from 'zod';
import type { Log } from '../logging/create-logger.ts';
import { RpcError, rpcCodes } from './json-rpc.ts';
import { InvalidToolCall, type Tool } from './tool.ts';

const paramsSchema = z.object({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()).default({}),
});

/** Runs `tools/call`; an execution with an effect is logged with its key. */
export async function callTool(
  tools: readonly Tool[],
  request: { readonly params: unknown; readonly key: string | undefined; readonly log: Log },
): Promise<unknown> {
  const { key, log } = request;
  const parsed = paramsSchema.safeParse(request.params);
  if (!parsed.success) throw new RpcError(rpcCodes.invalidParams, 'params need a tool name');
  const tool = tools.find(({ name }) => name === parsed.data.name);
  if (tool === undefined) {
    throw new RpcError(rpcCodes.invalidParams, `no tool ${parsed.data.name}`);
  }
  try {
    const result = await tool.run({ arguments: parsed.data.arguments, key });
    log.info({ tool: tool.name, key }, 'tool ran');
    const content = [{ type: 'text', text: JSON.stringify(result) }];
    return { content, structuredContent: result, isError: false };
  } catch (error) {
    if (error instanceof InvalidToolCall) {
      throw new RpcError(rpcCodes.invalidParams, error.message);
    }
    log.error({ tool: tool.name, key, err: error }, 'tool failed');
    throw error;
  }
}
