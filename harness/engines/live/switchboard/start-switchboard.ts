import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setPriority } from 'node:os';
import { extname, join } from 'node:path';
import type { Heal } from '../../../core/fault.ts';
import { type BoardChannel, openBoardChannel } from './board-channel.ts';
import { monotonicMs } from './monotonic-ms.ts';
import type { PhaseReport, RawExchange, Switchboard, SwitchboardOptions } from './switchboard.ts';

const CLOSE_LIMIT_MS = 5_000;

const forkBoard = (options: SwitchboardOptions): ChildProcess => {
  const log = openSync(options.logPath, 'a');
  try {
    // Sources in a checkout, compiled files in the package: the program has our own extension.
    const program = join(import.meta.dirname, `main${extname(import.meta.filename)}`);
    return fork(program, [], {
      execPath: process.execPath,
      execArgv: [],
      // A group of its own: Ctrl-C in a terminal reaches the harness, which then decides.
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
      env: { ...process.env, ...options.env, HOLDFAST_RUN: options.run },
    });
  } finally {
    closeSync(log);
  }
};

const exited = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

const end = async (child: ChildProcess, channel: BoardChannel): Promise<void> => {
  channel.expectEnd();
  const gone = exited(child);
  const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_LIMIT_MS);
  channel.call('close', null).catch(() => {
    // Already gone, or going: its exit is what we wait for.
    if (child.connected) child.disconnect();
  });
  await gone;
  clearTimeout(timer);
};

const portsOf = (channel: BoardChannel): Pick<Switchboard, 'tcp' | 'http'> => {
  const healOf = (handle: number): Heal => {
    return () => channel.call('heal', { handle });
  };
  return {
    tcp: {
      toxic: async (link, step, toxic) =>
        healOf(await channel.call('toxic', { link, step, toxic })),
      refuse: async (link, step) => healOf(await channel.call('refuse', { link, step })),
    },
    http: {
      rule: async (link, step, rule) => healOf(await channel.call('rule', { link, step, rule })),
    },
  };
};

/** Starts the process that holds both taps of every link, the gateway and Toxiproxy. */
export const startSwitchboard = async (options: SwitchboardOptions): Promise<Switchboard> => {
  const child = forkBoard(options);
  const channel = openBoardChannel(child, options.logPath);
  const exchanges: ((exchange: RawExchange) => void)[] = [];
  const phases: ((phase: PhaseReport) => void)[] = [];
  channel.onMessage((message) => {
    if (message.type === 'exchange') for (const listener of exchanges) listener(message.exchange);
    if (message.type === 'phase') for (const listener of phases) listener(message.phase);
  });
  const { toxiproxy, toxiproxyPort, logPath } = options;
  try {
    if (options.nice !== undefined && child.pid !== undefined) setPriority(child.pid, options.nice);
    const backend = await channel.call('start', { toxiproxy, toxiproxyPort, logPath });
    return {
      // It answered, so it was spawned.
      pid: child.pid as number,
      toxiproxy: backend,
      ...portsOf(channel),
      addLink: async (link) => void (await channel.call('addLink', link)),
      setOpen: async (link, open) => void (await channel.call('setOpen', { link, open })),
      processState: (role, state, life) => {
        const ask = { role, state, life, atMs: monotonicMs() };
        channel.call('processState', ask).catch(() => {
          // A channel that broke is told through onFailure; nobody waits for this call.
        });
      },
      onExchange: (listener) => void exchanges.push(listener),
      onPhase: (listener) => void phases.push(listener),
      onFailure: channel.onFailure,
      flush: async () => void (await channel.call('flush', null)),
      counters: () => channel.call('counters', null),
      close: () => end(child, channel),
    };
  } catch (error) {
    await end(child, channel);
    throw error;
  }
};
