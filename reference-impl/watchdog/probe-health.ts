import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import type { ProbeResult } from './watchdog-state.ts';

/**
 * Probes a core's `/health` on a connection of its own, with one limit on the whole exchange. A
 * kept-alive connection would say something of the last poll, not of this one.
 */
export function probeHealth(baseUrl: string, timeoutMs: number): Promise<ProbeResult> {
  const startMs = performance.now();
  const elapsed = (): number => Math.round(performance.now() - startMs);
  return new Promise((resolve) => {
    const outgoing = request(new URL('/health', baseUrl), {
      agent: false,
      headers: { 'x-call-id': randomUUID() },
    });
    const finish = (failure?: string): void => {
      clearTimeout(timer);
      const ms = elapsed();
      resolve(failure === undefined ? { ok: true, ms } : { ok: false, ms, reason: failure });
      outgoing.destroy();
    };
    const timer = setTimeout(() => finish(`no answer within ${timeoutMs} ms`), timeoutMs);
    outgoing.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    outgoing.on('response', (answer) => {
      answer.on('error', (error) => finish(`answer cut: ${error.message}`));
      answer.on('end', () => {
        if (answer.statusCode === 200 && answer.complete) finish();
        else finish(`status ${answer.statusCode}`);
      });
      answer.resume();
    });
    outgoing.end();
  });
}
