import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { simulate } from '../../simulate.ts';
import type { ProcessProbe, SignalStep } from './process-probe.ts';
import { processProbes } from './process-probes.ts';

/** What a program wrote to its standard output, and how it ended, as one list. */
export type ProcessObservations = readonly string[];

const program = join(import.meta.dirname, 'fixture/run-probe.ts');
const LIMIT_MS = 20_000;
const VIRTUAL_LIMIT_MS = 600_000;
const argv = ['--flag', 'two words'];

const endOf = (code: number | null, signal: string | null): string =>
  signal === null ? `ended with code ${code}` : `ended by ${signal}`;

const stepsOf = (name: string): readonly SignalStep[] => {
  const probe: ProcessProbe | (() => unknown) | undefined = processProbes[name];
  return typeof probe === 'object' ? (probe.signals ?? []) : [];
};

const sent = (lines: readonly string[], step: SignalStep | undefined): boolean =>
  step !== undefined && lines.includes(step.after);

/** Runs a probe as a child process of the real machine. */
export const observeRealProcess = async (name: string): Promise<ProcessObservations> => {
  const child = spawn(process.execPath, [program, ...argv], {
    env: { PROBE: name, GREETING: 'hello' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines: string[] = [];
  const steps = [...stepsOf(name)];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (let step = steps[0]; step !== undefined && sent(lines, step); step = steps[0]) {
      const { send, waitMs = 0 } = step;
      steps.shift();
      setTimeout(() => child.kill(send), waitMs);
    }
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const ended = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(endOf(code, signal)));
  });
  clearTimeout(limit);
  return [...lines, ended];
};

/** Runs the same program as the one life of a simulated host. */
export const observeSimulatedProcess = (name: string, seed: number): Promise<ProcessObservations> =>
  simulate(
    { program: { run: program, argv, env: { PROBE: name, GREETING: 'hello' } } },
    { seed },
    async (world) => {
      const host = world.host('program');
      const lines = () =>
        world.output.filter(({ stream }) => stream === 'stdout').map(({ line }) => line);
      const over = () => !host.alive;
      world.start();
      for (const step of stepsOf(name)) {
        await world.runUntil(() => sent(lines(), step) || over(), VIRTUAL_LIMIT_MS);
        await world.runFor(step.waitMs ?? 0);
        host.terminate(step.send);
      }
      await world.runUntil(over, VIRTUAL_LIMIT_MS).catch(() => {});
      const { code = null, signal = null } = world.notices.at(-1) ?? {};
      return [...lines(), over() ? endOf(code, signal) : 'does not end'];
    },
  );
