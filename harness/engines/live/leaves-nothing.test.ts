import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test, vi } from 'vitest';
import { portLockFolder } from './claim-ports.ts';

const program = join(import.meta.dirname, 'fixture/harness-program.ts');
let count = 0;

const readOr = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

/** What is left of a run on the machine: processes by their mark, folders, port locks. */
const remains = (id: string, harness: number) => ({
  processes: readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const marks = readOr(`/proc/${pid}/environ`).split('\0');
      const guards = marks.includes(`HOLDFAST_GUARDIAN_OF=${harness}`);
      return guards || marks.some((mark) => mark.startsWith(`HOLDFAST_RUN=${id}-`));
    }),
  folders: readdirSync(tmpdir()).filter((name) => name.startsWith(`holdfast-${id}-`)),
  locks: readdirSync(portLockFolder())
    .filter((name) => name.startsWith('holdfast-ports-'))
    .filter((name) => readOr(join(portLockFolder(), name)).startsWith(`${harness} `)),
});

const nothing = { processes: [], folders: [], locks: [] };

/** Starts a harness; resolves when its stack is up. */
const startHarness = async (mode: string) => {
  const id = `leaves-${process.pid}-${++count}`;
  const child: ChildProcess = spawn(process.execPath, [program, id, mode], {
    stdio: ['ignore', 'pipe', 'ignore'],
    // A process group of its own, as a shell gives to what it starts.
    detached: true,
  });
  const lines: string[] = [];
  const exited = once(child, 'exit');
  if (!child.stdout) throw new Error('the harness has no output');
  const output = createInterface({ input: child.stdout });
  const up = new Promise<void>((resolve) => {
    output.on('line', (line) => {
      lines.push(line);
      if (line === 'up') resolve();
    });
    output.on('close', () => resolve());
  });
  await up;
  expect(lines).toContain('up');
  const folder = lines[0]?.replace('folder ', '') ?? '';
  return { id, child, exited, lines, folder, pid: child.pid ?? 0 };
};

/** Ends a harness in one way and looks at what remains; the specification allows 5 s. */
const endsClean = async (mode: string, signal?: NodeJS.Signals, to?: 'group') => {
  const harness = await startHarness(mode);
  if (signal) {
    const meanwhile = remains(harness.id, harness.pid);
    // Guardian, switchboard, client host, two services and the forgotten grandchild.
    expect(meanwhile.processes.length).toBeGreaterThanOrEqual(6);
    expect(meanwhile.folders).toHaveLength(1);
    expect(meanwhile.locks).toHaveLength(1);
    process.kill(to === 'group' ? -harness.pid : harness.pid, signal);
  }
  const [code] = await harness.exited;
  const look = () => expect(remains(harness.id, harness.pid)).toEqual(nothing);
  await vi.waitFor(look, { timeout: 5_000, interval: 50 });
  rmSync(harness.folder, { recursive: true });
  return { code, lines: harness.lines };
};

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
  'a harness that ends by %s leaves no process, folder or port lock, grandchildren included',
  async (signal) => {
    await endsClean('holds', signal);
  },
);

test('a stopped service does not outlive a harness that was killed', async () => {
  await endsClean('paused', 'SIGKILL');
});

test('a harness that handles Ctrl-C has cleaned up when its run rejects', async () => {
  const { code, lines } = await endsClean('handled', 'SIGINT');
  expect(code).toBe(3);
  expect(lines).toContain('failed Ctrl-C');
});

test('Ctrl-C in a terminal reaches the harness alone: the stack goes on until the harness decides', async () => {
  const { lines } = await endsClean('goes on', 'SIGINT', 'group');
  expect(lines).toContain('ok');
});

test('an error in what drives the run is passed on after the cleaning up', async () => {
  const { code, lines } = await endsClean('throws');
  expect(code).toBe(3);
  expect(lines).toContain('failed a mistake of the harness');
});

test('an uncaught error in the harness leaves nothing behind', async () => {
  const { code } = await endsClean('uncaught');
  expect(code).not.toBe(0);
});

test('a run that succeeds leaves nothing behind', async () => {
  const { code } = await endsClean('succeeds');
  expect(code).toBe(0);
});
