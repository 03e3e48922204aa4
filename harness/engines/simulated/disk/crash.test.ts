import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../core/rng.ts';
import { bootFace, crashAt, type Program, runToEnd } from './fixture/crash-at.ts';
import { createManualHost } from './fixture/manual-host.ts';
import { putAtRest, readAtRest } from './model/at-rest.ts';
import { Disk } from './model/disk.ts';
import { lossPolicies } from './model/loss-policy.ts';
import { losePower } from './model/power-loss.ts';

const old = `{"state":"old","padding":"${'o'.repeat(2000)}"}`;
const fresh = `{"state":"new","padding":"${'n'.repeat(3000)}"}`;

const steps = ['write', 'sync', 'rename', 'syncFolder'] as const;
type StepName = (typeof steps)[number];

/** The safe way to replace a file, or the same without one of its steps. */
const replace =
  (left?: StepName): Program =>
  async (promises, note) => {
    const target = left === 'rename' ? '/d/state' : '/d/state.tmp';
    const handle = await promises.open(target, 'w');
    if (left !== 'write') await handle.writeFile(fresh);
    if (left !== 'sync') await handle.sync();
    await handle.close();
    if (left !== 'rename') await promises.rename('/d/state.tmp', '/d/state');
    if (left !== 'syncFolder') {
      const folder = await promises.open('/d');
      await folder.sync();
      await folder.close();
    }
    note('done');
  };

const prepare = (disk: Disk) => putAtRest(disk, '/d/state', old);

/** What is wrong after a crash: a torn file, or one that the program had said was safe. */
const faultsOf = async (program: Program, seeds: number): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  for (let seed = 0; seed < seeds; seed++) {
    for (let call = 1; ; call++) {
      const { disk, noted, isReached } = await crashAt({ prepare, program, call, seed });
      const left = readAtRest(disk, '/d/state')?.toString();
      if (left !== old && left !== fresh) found.add('torn');
      if (noted.includes('done') && left !== fresh) found.add('lost');
      if (!isReached) break;
    }
  }
  return found;
};

describe('a power loss at any call', () => {
  it('never tears or loses what is replaced the safe way', async () => {
    expect(await faultsOf(replace(), 40)).toEqual(new Set());
  });

  it.each([
    ['sync', ['torn']],
    ['rename', ['torn']],
    ['syncFolder', ['lost']],
    ['write', ['torn']],
  ] as const)('finds that %s was left out', async (left, expected) => {
    expect([...(await faultsOf(replace(left), 40))]).toEqual(expect.arrayContaining([...expected]));
  });

  it('never loses a line that was synced, and tears only the tail', async () => {
    const program: Program = async (promises, note) => {
      const handle = await promises.open('/d/journal', 'a');
      for (let line = 0; line < 4; line++) {
        await handle.write(`line ${line} ${'x'.repeat(600)}\n`);
        await handle.datasync();
        note(`${line}`);
      }
      await handle.close();
    };
    const withJournal = (disk: Disk) => putAtRest(disk, '/d/journal', '');
    for (let seed = 0; seed < 20; seed++) {
      for (let call = 1; call < 12; call++) {
        const crash = await crashAt({ prepare: withJournal, program, call, seed });
        const text = readAtRest(crash.disk, '/d/journal')?.toString() ?? '';
        for (const line of crash.noted) expect(text).toContain(`line ${line} ${'x'.repeat(600)}\n`);
      }
    }
  });
});

describe('the crash of a process alone', () => {
  it('keeps all that was written, synced or not, and closes what was open', async () => {
    const program: Program = async (promises) => {
      await promises.writeFile('/d/a', 'unsynced');
      await promises.rename('/d/a', '/d/b');
      await promises.open('/d/state');
    };
    const calls = { prepare, program, seed: 1, policy: 'none' as const };
    const { disk } = await crashAt({ ...calls, call: 99 });
    expect(readAtRest(disk, '/d/b')?.toString()).toBe('unsynced');
    expect([...disk.dirty].every(({ descriptors }) => descriptors === 0)).toBe(true);
  });

  it('may leave a file empty that was to be written anew', async () => {
    const program: Program = (promises) => promises.writeFile('/d/state', fresh);
    const left = new Set<number>();
    for (let call = 1; call < 5; call++) {
      const { disk } = await crashAt({ prepare, program, call, seed: 1, policy: 'none' });
      left.add(readAtRest(disk, '/d/state')?.length ?? -1);
    }
    expect(left).toEqual(new Set([old.length, 0, fresh.length]));
  });
});

describe('a power loss', () => {
  it('takes only what the host wrote that lost its power', async () => {
    const disk = new Disk();
    putAtRest(disk, '/d/state', old);
    const host = createManualHost();
    const one = bootFace(disk, host, 'one');
    const other = bootFace(disk, host, 'other');
    await runToEnd(
      host,
      (async () => {
        await one.promises.writeFile('/d/mine', 'one');
        await other.promises.writeFile('/d/theirs', 'other');
        await one.promises.appendFile('/d/state', 'one');
        await other.promises.appendFile('/d/state', 'other');
      })(),
    );
    losePower(disk, { rng: createRng(1), policy: 'drop', writer: 'one' });
    expect(readAtRest(disk, '/d/mine')).toBeUndefined();
    expect(readAtRest(disk, '/d/theirs')?.toString()).toBe('other');
    expect(readAtRest(disk, '/d/state')?.toString()).toBe(`${old}\0\0\0other`);
    const counts = losePower(disk, { rng: createRng(1), policy: 'drop', writer: 'other' });
    expect(readAtRest(disk, '/d/state')?.toString()).toBe(old);
    expect(counts).toEqual({ writesLost: 2, bytesLost: 10, namesLost: 1 });
  });

  it('undoes names that only another host has synced', () => {
    const disk = new Disk();
    const host = createManualHost();
    const one = bootFace(disk, host, 'one').fs;
    const other = bootFace(disk, host, 'other').fs;
    one.writeFileSync('/mine', '');
    other.writeFileSync('/theirs', '');
    const fd = other.openSync('/', 'r');
    other.fsyncSync(fd);
    other.closeSync(fd);
    losePower(disk, { rng: createRng(1), policy: 'drop' });
    expect(one.readdirSync('/')).toEqual(['theirs']);
  });

  it('keeps what a host synced over a name that another had not', () => {
    const disk = new Disk();
    const host = createManualHost();
    const one = bootFace(disk, host, 'one').fs;
    const other = bootFace(disk, host, 'other').fs;
    one.writeFileSync('/a', '');
    other.renameSync('/a', '/b');
    const fd = other.openSync('/', 'r');
    other.fsyncSync(fd);
    other.closeSync(fd);
    losePower(disk, { rng: createRng(1), policy: 'drop', writer: 'one' });
    expect(one.readdirSync('/')).toEqual(['b']);
  });

  it('keeps the names of folders that were synced, and undoes the others', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom('create', 'remove', 'move', 'sync'),
            fc.constantFrom('a', 'b', 'c'),
            fc.constantFrom('a', 'b', 'c'),
          ),
          { maxLength: 20 },
        ),
        (acts) => {
          const disk = new Disk();
          const { fs } = bootFace(disk, createManualHost());
          let durable: readonly string[] = [];
          for (const [act, name, to] of acts) {
            try {
              if (act === 'create') fs.writeFileSync(`/${name}`, '', { flag: 'wx' });
              if (act === 'remove') fs.unlinkSync(`/${name}`);
              if (act === 'move') fs.renameSync(`/${name}`, `/${to}`);
            } catch {
              continue;
            }
            if (act !== 'sync') continue;
            const fd = fs.openSync('/', 'r');
            fs.fsyncSync(fd);
            fs.closeSync(fd);
            durable = fs.readdirSync('/');
          }
          losePower(disk, { rng: createRng(1), policy: 'drop' });
          expect(fs.readdirSync('/')).toEqual(durable);
        },
      ),
    );
  });

  it('leaves a consistent disk under every policy: links and room add up', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'd/a', 'd/b'), fc.nat(3000)), {
          maxLength: 12,
        }),
        fc.constantFrom(...lossPolicies),
        fc.nat(),
        (acts, policy, seed) => {
          const disk = new Disk();
          const { fs } = bootFace(disk, createManualHost());
          fs.mkdirSync('/d');
          for (const [path, size] of acts) {
            if (size % 3 === 0) fs.rmSync(`/${path}`, { force: true });
            else fs.writeFileSync(`/${path}`, Buffer.alloc(size, 1));
          }
          losePower(disk, { rng: createRng(seed), policy });
          expect(disk.pendingNames.size + disk.dirty.size).toBe(0);
          const paths = fs.readdirSync('/', { recursive: true }).map(String);
          const stats = paths.map((path) => fs.statSync(`/${path}`)).filter((one) => one.isFile());
          expect(stats.reduce((sum, { size }) => sum + size, 0)).toBe(disk.usedBytes);
          expect(stats.every(({ nlink }) => nlink === 1)).toBe(true);
        },
      ),
    );
  });
});
