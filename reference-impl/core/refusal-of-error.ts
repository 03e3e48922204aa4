import { CallFailed } from '../client/call-failed.ts';
import { ToolRefused } from '../client/tool-client.ts';
import { PacketRefused } from './packet-refused.ts';

/** Which part of the work an error came from. */
export type WorkPart = 'inference' | 'tool' | 'effect';

/**
 * Tells how the caller hears of an error inside the work, with the reason in words. A time limit is
 * 500, not 504: what timed out may have been executed, so the caller must neither repeat it nor take
 * it to the standby at once (G3, G29). Any other failure of something shared is 503; a tool that
 * says no is 500.
 */
export function refusalOfError(error: unknown, part: WorkPart): PacketRefused {
  if (error instanceof PacketRefused) return error;
  const message = error instanceof Error ? error.message : String(error);
  const options = { cause: error };
  if (error instanceof CallFailed && error.outcome.kind === 'timedOut') {
    const code = part === 'inference' ? 'INFERENCE_TIMEOUT' : 'TOOL_TIMEOUT';
    return new PacketRefused({ status: 500, code }, message, options);
  }
  if (error instanceof ToolRefused) {
    return new PacketRefused({ status: 500, code: 'TOOL_REFUSED' }, message, options);
  }
  const code = { inference: 'NO_MODEL', tool: 'NO_TOOLS', effect: 'EFFECT_NOT_STORED' }[part];
  return new PacketRefused({ status: 503, code }, message, options);
}
