import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { contentsAtRest } from '../disk/model/at-rest.ts';
import { Disk } from '../disk/model/disk.ts';
import { hostFiles } from '../engine/host-files.ts';
import { install } from '../install.ts';
import { simulate } from '../simulate.ts';
import type { WorldControl } from '../world-control.ts';

// An import of it is a snapshot: the first one in a process must come after the installation.
install();
const { DatabaseSync } = await import('node:sqlite');

const path = '/data/a.db';

interface Machine {
  readonly world: WorldControl;
  readonly disk: Disk;
  /** Runs something in the life of a host, which is started if there is none. */
  on<Result>(run: () => Result | Promise<Result>, host?: string): Promise<Result>;
}

const newDisk = () => new Disk({ nowMs: 0 });

const withMachine = (run: (machine: Machine) => Promise<void>, seed = 1): Promise<void> => {
  const shared = newDisk();
  const host = () => ({ files: hostFiles(newDisk(), [{ path: '/data', disk: shared }]) });
  return simulate({ a: host(), b: host() }, { seed }, (world) =>
    run({ world, disk: shared, on: (task, name = 'a') => world.on(name, task) }),
  );
};

const open = (mode = 'DELETE') => {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE IF NOT EXISTS t (v)`);
  return database;
};

const rows = (): unknown[] => {
  const database = open();
  const found = database.prepare('SELECT v FROM t ORDER BY rowid').all();
  database.close();
  return found.map(({ v }) => v);
};

describe('a database of a simulated host', () => {
  it.each(['WAL', 'DELETE'])(
    'keeps what was committed when its life is killed (%s)',
    async (mode) =>
      withMachine(async ({ world, on, disk }) => {
        await on(() => {
          const database = open(mode);
          database.exec('INSERT INTO t VALUES (1)');
          database.exec('BEGIN; INSERT INTO t VALUES (2)');
        });
        world.host('a').kill();
        // As on a real machine, where nobody is left who could tidy up.
        const suffix = mode === 'WAL' ? '-wal' : '-journal';
        expect(contentsAtRest(disk).get(`/a.db${suffix}`)?.length).toBeGreaterThan(0);
        expect(await on(rows)).toEqual([1]);
      }),
  );

  it('is the same file for two hosts that share its volume, with its locks', () =>
    withMachine(async ({ on, world }) => {
      await on(() => {
        const database = open();
        database.exec('INSERT INTO t VALUES (1); BEGIN IMMEDIATE; INSERT INTO t VALUES (2)');
      });
      const write = () => {
        const database = open();
        database.exec('INSERT INTO t VALUES (3)');
      };
      await expect(on(write, 'b')).rejects.toMatchObject({ errcode: 5 });
      world.host('a').kill();
      await on(write, 'b');
      expect(await on(rows, 'b')).toEqual([1, 3]);
    }));

  it('waits for a lock in virtual time only', () =>
    withMachine(async ({ on }) => {
      await on(() => open().exec('BEGIN IMMEDIATE'));
      const waited = await on(async () => {
        const beganMs = performance.now();
        const database = new DatabaseSync(path, { timeout: 60_000 });
        expect(() => database.exec('INSERT INTO t VALUES (3)')).toThrow('locked');
        await pause(1);
        return performance.now() - beganMs;
      }, 'b');
      expect(waited).toBeGreaterThanOrEqual(60_000);
    }));

  it('takes virtual time for each commit', () =>
    withMachine(async ({ on }) => {
      const elapsed = await on(async () => {
        const database = open();
        const beganMs = performance.now();
        for (let row = 0; row < 100; row += 1) database.exec('INSERT INTO t VALUES (1)');
        await pause(0);
        return performance.now() - beganMs;
      });
      expect(elapsed).toBeGreaterThan(30);
    }));

  it('leaves nothing on the real machine', () =>
    withMachine(async ({ on, world }) => {
      await on(() => open().exec('INSERT INTO t VALUES (1)'));
      const folder = existsSync('/dev/shm') ? `/dev/shm/holdfast-sqlite-${process.pid}` : undefined;
      if (folder !== undefined) expect(readdirSync(folder)).toHaveLength(1);
      world.host('a').kill();
      if (folder !== undefined) expect(existsSync(folder)).toBe(false);
      expect(existsSync(path)).toBe(false);
    }));

  it('has the host’s clock and the seed’s randomness', async () => {
    const ask = () => {
      const sql = 'SELECT random() % 1000000 AS r, hex(randomblob(4)) AS b, current_timestamp AS t';
      return { ...new DatabaseSync(':memory:').prepare(sql).get() };
    };
    const answers: object[] = [];
    for (const seed of [7, 7, 8]) {
      await withMachine(async ({ on }) => void answers.push(await on(ask)), seed);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).not.toEqual(answers[2]);
    expect(answers[0]).toMatchObject({ t: expect.stringMatching(/^2030-01-01 00:00:0\d$/) });
  });

  it.each([
    ["SELECT datetime('now')", "SQLite's clock (datetime('now'"],
    ['SELECT unixepoch()', "SQLite's clock (unixepoch()"],
    ["ATTACH '/tmp/other.db' AS other", 'another database file by SQL'],
    ["VACUUM INTO '/tmp/other.db'", 'another database file by SQL'],
  ])('does not let %s reach the real machine', async (sql, named) => {
    const run = withMachine(({ on }) => on(() => void open().exec(sql)));
    await expect(run).rejects.toThrow(`a reached ${named}`);
  });

  it('gives the same trace for the same seed', async () => {
    const hashes: string[] = [];
    for (const seed of [3, 3, 4]) {
      await withMachine(async ({ on, world }) => {
        await on(() => {
          const database = open('WAL');
          database.exec('INSERT INTO t VALUES (random() % 100)');
        });
        world.host('a').kill();
        await on(rows);
        hashes.push(world.traceHash);
      }, seed);
    }
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  });
});

describe('a database outside of any host', () => {
  it('is Node’s own', () => {
    const database = new DatabaseSync(':memory:');
    expect(database.prepare("SELECT datetime('now') AS t").get()).toHaveProperty('t');
    database.close();
  });
});
