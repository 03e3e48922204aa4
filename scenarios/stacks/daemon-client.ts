import type { Client, ClientWorld } from '../../harness/core/client.ts';
import type { Outcome } from '../../harness/core/outcome.ts';

const endpointOf: Readonly<Record<string, string>> = {
  'read-active': 'ACTIVE_ENDPOINT',
  'read-standby': 'STANDBY_ENDPOINT',
};

/** Reads the state that counts, from the one daemon and from the other; nothing is ever queued. */
export const connectDaemon = (world: ClientWorld): Client => ({
  async send({ kind }, signal) {
    const name = endpointOf[kind];
    if (name === undefined) {
      throw new Error(`daemon stack: no operation "${kind}"; use read-active, read-standby`);
    }
    const limit = AbortSignal.any([signal, AbortSignal.timeout(world.operationLimitMs)]);
    try {
      const answer = await fetch(`${world.env[name]}/current`, { signal: limit });
      await answer.arrayBuffer();
      return outcomeOf(answer.status);
    } catch (error) {
      return unreached(error);
    }
  },
  drain: async () => ({ queued: [], deadLettered: [] }),
});

const outcomeOf = (status: number): Outcome =>
  status === 200
    ? { kind: 'ok', accepted: false, status }
    : { kind: 'unknown', error: { code: 'HTTP', message: `answered ${status}`, status } };

/** Only a refused connection certainly did not reach the stack. */
const unreached = (error: unknown): Outcome => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { readonly code?: string; readonly message: string };
  const failure = { code: String(code ?? 'UNREACHED'), message };
  return { kind: code === 'ECONNREFUSED' ? 'fail' : 'unknown', error: failure };
};
