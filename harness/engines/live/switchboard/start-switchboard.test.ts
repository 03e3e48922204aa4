import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { UsageError } from '../../../core/errors.ts';
import { toxiproxyVersion } from '../../../tools/find-toxiproxy.ts';
import { claimPorts, type PortClaim } from '../claim-ports.ts';
import { backendsHere } from './fixture/start-evidence-bench.ts';
import { startLinkBench } from './fixture/start-link-bench.ts';
import { startSwitchboard } from './start-switchboard.ts';
import type { Switchboard } from './switchboard.ts';

let claim: PortClaim;
const folder = mkdtempSync(join(tmpdir(), 'holdfast-switchboard-'));
const logPath = join(folder, 'switchboard.log');
const boards: Switchboard[] = [];
beforeAll(async () => {
  claim = await claimPorts(8);
});
afterEach(async () => {
  for (const board of boards.splice(0)) await board.close();
});
afterAll(() => {
  claim.release();
  rmSync(folder, { recursive: true });
});

const portAt = (index: number): number => claim.ports[index] ?? 0;

const start = async (): Promise<Switchboard> => {
  const board = await startSwitchboard({
    run: 'test-run',
    toxiproxy: 'embedded',
    logPath,
    env: {},
    toxiproxyPort: portAt(0),
    nice: 1,
  });
  boards.push(board);
  return board;
};

const linkTo = (ports: { tapA: number; proxy: number; tapB: number }) => ({
  name: 'a>b',
  protocol: 'http' as const,
  callIdHeader: 'x-call-id',
  keyHeaders: [],
  ports,
  service: { host: '127.0.0.1' as const, port: 9 },
});

const isGone = (pid: number): boolean => {
  try {
    // A process that has ended and is not yet collected still has a number.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true;
  }
};

it('names the port that is taken, whichever of the four it is', async () => {
  const rival = createServer();
  const ports = { tapA: portAt(1), proxy: portAt(2), tapB: portAt(3) };
  const board = await start();
  for (const port of Object.values(ports)) {
    rival.listen(port, '127.0.0.1');
    await once(rival, 'listening');
    await expect(board.addLink(linkTo(ports))).rejects.toMatchObject({
      name: 'PortTakenError',
      port,
    });
    rival.close();
    await once(rival, 'close');
  }
  // What failed has left nothing: the same ports serve now.
  await board.addLink(linkTo(ports));
  await expect(start()).rejects.toMatchObject({ name: 'PortTakenError', port: portAt(0) });
});

it('tells when the process is lost, and every call fails with it', async () => {
  const board = await start();
  const failure = new Promise<Error>((resolve) => board.onFailure(resolve));
  process.kill(board.pid, 'SIGSTOP');
  const unanswered = expect(board.counters()).rejects.toThrow(/SIGKILL/);
  process.kill(board.pid, 'SIGKILL');
  expect((await failure).message).toMatch(/the switchboard ended \(SIGKILL\)/);
  await unanswered;
  await expect(board.flush()).rejects.toThrow(/SIGKILL/);
});

it('says what is wrong with a call about a link that there is not', async () => {
  const board = await start();
  await expect(board.setOpen('a>x', false, 'dead')).rejects.toThrow(/no link is called a>x/);
  await expect(
    board.http.rule('a>x', 1, { fault: 'nonsense', params: {}, select: {} }),
  ).rejects.toThrow(/no link/);
});

it.each(backendsHere())('ends with its %s Toxiproxy when it is closed', async (backend) => {
  const bench = await startLinkBench(backend);
  const { pid, toxiproxy } = bench.board;
  expect(toxiproxy).toMatchObject({ backend, version: toxiproxyVersion });
  await bench.close();
  expect(isGone(pid)).toBe(true);
  expect(isGone(toxiproxy.pid ?? pid)).toBe(true);
});

it.each(backendsHere())(
  'ends with its %s Toxiproxy when the harness is killed',
  async (backend) => {
    const program = join(import.meta.dirname, 'fixture/leave-switchboard.ts');
    const arguments_ = [backend, String(portAt(4)), logPath];
    const harness = fork(program, arguments_, { execArgv: [] });
    // Its only message is the list of pids.
    const [pids] = (await once(harness, 'message')) as [number[]];
    expect(pids.map(isGone)).not.toContain(true);
    harness.kill('SIGKILL');
    await expect.poll(() => pids.every(isGone), { timeout: 10_000 }).toBe(true);
  },
);

it.each([
  ['/nope', /HOLDFAST_TOXIPROXY names \/nope/],
  ['/bin/true', /Toxiproxy at \/bin\/true is of an unknown version, expected/],
])('tells whose fault it is that HOLDFAST_TOXIPROXY=%s is no server', async (program, message) => {
  const options = { run: 'wrong-program', logPath, toxiproxyPort: portAt(5) };
  const env = { HOLDFAST_TOXIPROXY: program };
  const started = startSwitchboard({ ...options, toxiproxy: 'real', env });
  const error = await started.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  expect(error).toMatchObject({ message: expect.stringMatching(message) });
});
