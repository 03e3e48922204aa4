import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { getContainerRuntimeClient } from 'testcontainers';
import { z } from 'zod';
import { identityOf } from '../processes/process-identity.ts';

/** The container engine of this machine, as tests need it beside testcontainers. */
export interface ContainerEngine {
  /** Ends a container with a signal, or with the engine's own stop. */
  kill(id: string, signal: NodeJS.Signals): Promise<void>;
  /** Waits until a container has ended. */
  exitCodeOf(id: string): Promise<number>;
  /** Removes what tests of this process left, and tests that died before they could. */
  cleanUp(): Promise<void>;
}

const pidLabel = 'holdfast.test.pid';

/** What every container and image of a test carries. */
export const testLabels = (): Record<string, string> => ({ [pidLabel]: String(process.pid) });

const waitSchema = z.object({ StatusCode: z.number() });
const listSchema = z.array(
  z.object({ Id: z.string(), Created: z.number(), Labels: z.record(z.string(), z.string()) }),
);

/**
 * Finds the engine; undefined where none runs. No helper container is started for the clean-up, and
 * no bridge is looked for: the containers use the host's network.
 */
export async function findEngine(): Promise<ContainerEngine | undefined> {
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  process.env.TESTCONTAINERS_HOST_OVERRIDE = '127.0.0.1';
  const client = await getContainerRuntimeClient().catch(() => undefined);
  if (client === undefined) return undefined;
  const ask = asking(client.info.containerRuntime.remoteSocketPath);
  const removeOurs = async (kind: 'containers' | 'images', options: string) => {
    const filters = encodeURIComponent(JSON.stringify({ label: [pidLabel] }));
    const found = listSchema.parse(await ask('GET', `/${kind}/json?filters=${filters}${options}`));
    // An image that another is built on cannot go first.
    const newestFirst = found.toSorted((one, other) => other.Created - one.Created);
    for (const { Id, Labels } of newestFirst) {
      const pid = Number(Labels[pidLabel]);
      const isOver = pid === process.pid || identityOf(pid) === undefined;
      if (isOver) await ask('DELETE', `/${kind}/${Id}?force=1`);
    }
  };
  return {
    kill: async (id, signal) => void (await ask('POST', `/containers/${id}/kill?signal=${signal}`)),
    exitCodeOf: async (id) =>
      waitSchema.parse(await ask('POST', `/containers/${id}/wait`)).StatusCode,
    async cleanUp() {
      await removeOurs('containers', '&all=1');
      await removeOurs('images', '');
    },
  };
}

/** Speaks to the engine over its socket. */
function asking(socketPath: string) {
  return (method: string, path: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ socketPath, path, method }, async (answer) => {
        const body = await text(answer);
        const status = answer.statusCode ?? 0;
        if (status === 404 && method === 'DELETE') resolve(undefined);
        else if (status >= 300) reject(new Error(`${method} ${path}: ${status} ${body}`));
        else resolve(body.trim() === '' ? undefined : JSON.parse(body.split('\n')[0] ?? ''));
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
}
