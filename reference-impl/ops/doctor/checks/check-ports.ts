import { connect } from 'node:net';
import { processStateOf } from '../../processes/pid-file.ts';
import type { HandStack } from '../../stack.ts';
import { isFree } from '../../start-services.ts';
import { type Finding, findingsOf } from '../finding.ts';

const { pass, fail } = findingsOf('ports');
const limitMs = 10_000;

/** Whether each port is listened on by its service, or free for it. */
export function checkPorts(stack: HandStack): Promise<readonly Finding[]> {
  return Promise.all(
    stack.services.map(async ({ role }) => {
      const port = stack.portOf(role);
      if (processStateOf(stack.folder, role).kind === 'running') {
        const reason = await complaintOf(port);
        if (reason === undefined) return pass(role, `port ${port} takes connections`);
        return fail(role, `runs, but port ${port} takes no connection: ${reason}`);
      }
      if (await isFree(port)) return pass(role, `port ${port} is free for it`);
      return fail(role, `port ${port} is taken by another program`);
    }),
  );
}

function complaintOf(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: limitMs });
    const finish = (reason?: string) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => finish());
    socket.once('timeout', () => finish(`no answer within ${limitMs} ms`));
    socket.once('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
}
