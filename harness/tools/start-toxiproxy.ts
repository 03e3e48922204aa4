import { UsageError } from '../core/errors.ts';
import { startProxyServer } from '../proxy/start-proxy-server.ts';
import { claimApiPort } from './claim-api-port.ts';
import type { FoundProgram } from './find-program.ts';
import { findToxiproxy, toxiproxyVersion } from './find-toxiproxy.ts';
import { startToxiproxyChild } from './start-toxiproxy-child.ts';

/** Which server to use: `auto` is the real one when a fitting one is found, else the embedded. */
type ToxiproxyChoice = 'auto' | 'real' | 'embedded';

/** A server that answers on `url`; `note` says why `auto` did not take what it found. */
export interface RunningToxiproxy {
  readonly backend: 'real' | 'embedded';
  readonly version: string;
  readonly url: string;
  readonly pid?: number;
  readonly note?: string;
  close(): Promise<void>;
}

/** What to start and where; port 0 takes a free one. */
export interface StartToxiproxyOptions {
  readonly backend: ToxiproxyChoice;
  readonly port: number;
  readonly logPath?: string;
}

/** Starts one Toxiproxy server on 127.0.0.1 and returns once its API answers. */
export async function startToxiproxy(options: StartToxiproxyOptions): Promise<RunningToxiproxy> {
  if (options.backend === 'embedded') return await startEmbedded(options.port);
  const found = findToxiproxy();
  if (found !== undefined && found.version === toxiproxyVersion) {
    return await startToxiproxyChild({ ...options, path: found.path });
  }
  const problem = found === undefined ? 'no toxiproxy-server was found' : otherVersion(found);
  // Who names a program wants that one; what merely lies on the PATH may be anyone's.
  if (options.backend === 'real' || found?.source === 'environment') {
    throw new UsageError(
      `${problem}: run \`npx holdfast doctor --install\`, set HOLDFAST_TOXIPROXY to a server of ` +
        `version ${toxiproxyVersion}, or use \`--toxiproxy embedded\``,
    );
  }
  const embedded = await startEmbedded(options.port);
  return found === undefined ? embedded : { ...embedded, note: problem };
}

function otherVersion(found: FoundProgram): string {
  const version = found.version ?? 'of an unknown version';
  return `the Toxiproxy at ${found.path} is ${version}, expected ${toxiproxyVersion}`;
}

async function startEmbedded(port: number): Promise<RunningToxiproxy> {
  // The same check as before the real server, for the same message.
  const server = await startProxyServer({ host: '127.0.0.1', port: await claimApiPort(port) });
  return {
    backend: 'embedded',
    version: toxiproxyVersion,
    url: `http://127.0.0.1:${server.port}`,
    close: server.close,
  };
}
