import { execFile } from 'node:child_process';
import { get } from 'node:http';
import { connect } from 'node:net';
import type { Env, Probe } from '../../core/stack.ts';

/** What a probe may look at. */
export interface ProbeTarget {
  readonly host: string;
  readonly port: number;
  /** Whether this life has logged what a log probe waits for. */
  readonly logged: boolean;
  readonly env: Env;
  readonly cwd: string;
}

/** The answer of one look: ready, or what was found instead. */
export type ProbeAnswer =
  | { readonly ready: true }
  | { readonly ready: false; readonly why: string };

const LOOK_LIMIT_MS = 2_000;

const notReady = (why: string): ProbeAnswer => ({ ready: false, why });

const refusal = (error: Error, { host, port }: ProbeTarget): ProbeAnswer =>
  'code' in error && error.code === 'ECONNREFUSED'
    ? notReady(`it runs, but nothing listens on ${host}:${port}: it may ignore its port variable`)
    : notReady(error.message);

const lookHttp = (probe: Extract<Probe, { kind: 'http' }>, target: ProbeTarget) =>
  new Promise<ProbeAnswer>((resolve) => {
    const { host, port } = target;
    const signal = AbortSignal.timeout(LOOK_LIMIT_MS);
    const request = get({ host, port, path: probe.path, agent: false, signal }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      const good = probe.status === undefined ? status >= 200 && status < 300 : false;
      if (good || status === probe.status) resolve({ ready: true });
      else resolve(notReady(`GET ${probe.path} answers ${status}`));
    });
    request.on('error', (error) => {
      if (signal.aborted) resolve(notReady(`GET ${probe.path} does not answer`));
      else resolve(refusal(error, target));
    });
  });

const lookTcp = (target: ProbeTarget) =>
  new Promise<ProbeAnswer>((resolve) => {
    const socket = connect(target.port, target.host);
    socket.setTimeout(LOOK_LIMIT_MS, () => socket.destroy(new Error('connect does not complete')));
    socket.once('connect', () => {
      resolve({ ready: true });
      socket.destroy();
    });
    socket.once('error', (error) => resolve(refusal(error, target)));
  });

const lookCommand = (argv: readonly string[], target: ProbeTarget) =>
  new Promise<ProbeAnswer>((resolve) => {
    const [program = '', ...args] = argv;
    const options = { timeout: LOOK_LIMIT_MS, env: { ...target.env }, cwd: target.cwd };
    execFile(program, args, options, (error) => {
      resolve(error ? notReady(`${program}: ${error.message}`) : { ready: true });
    });
  });

/** Looks once whether a service can take work; never rejects. */
export const probeReady = async (probe: Probe, target: ProbeTarget): Promise<ProbeAnswer> => {
  switch (probe.kind) {
    case 'http':
      return lookHttp(probe, target);
    case 'tcp':
      return lookTcp(target);
    case 'command':
      return lookCommand(probe.argv, target);
    case 'log':
      return target.logged ? { ready: true } : notReady(`its log does not say "${probe.includes}"`);
  }
};
