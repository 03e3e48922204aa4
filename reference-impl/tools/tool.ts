/** Who asks a tool, and for which message. */
interface ToolCall {
  readonly arguments: Readonly<Record<string, unknown>>;
  /** One per message, kept over redeliveries; undefined when the caller sent none. */
  readonly key: string | undefined;
}

/** One thing that the tool server can do. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, as `tools/list` shows it. */
  readonly inputSchema: object;
  run(call: ToolCall): Promise<unknown>;
}

/** The caller asked for something that the tool cannot be asked for; retrying is no use. */
export class InvalidToolCall extends Error {
  override readonly name = 'InvalidToolCall';
}
