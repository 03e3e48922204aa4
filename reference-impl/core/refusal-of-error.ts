import { CallFailed } from '../client/call-failed.ts';
import { ToolRefused } from '../client/tool-client.ts';
import { PacketRefused } from './packet-refused.ts';

/** Which part of the work an error came from. */
export type WorkPart = 'inference' | 'tool' | 'effect';

/**
 * Tells how the caller hears of an error inside the work: a time limit is 504 and any other
 * failure of something shared is 503, with the reason in words; a tool that says no is 500.
 */
export function refusalOfError(error: unknown, part: WorkPart): PacketRefused {
  if (error instanceof PacketRefused) return error;
  const message = error instanceof Error ? error.message : String(error);
  const options = { cause: error };
  if (error instanceof CallFailed && error.outcome.kind === 'timedOut') {
    const code = part === 'inference' ? 'INFERENCE_TIMEOUT' : 'TOOL_TIMEOUT';
    return new PacketRefused({ status: 504, code }, message, options);
  }
  if (error instanceof ToolRefused) {
    return new PacketRefused({ status: 500, code: 'TOOL_REFUSED' }, message, options);
  }
  const code = { inference: 'NO_MODEL', tool: 'NO_TOOLS', effect: 'EFFECT_NOT_STORED' }[part];
  return new PacketRefused({ status: 503, code }, message, options);
}
