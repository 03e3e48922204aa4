import { createServer } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../../harness/core/rng.ts';
import { putFolderAtRest } from '../../harness/engines/simulated/disk/model/at-rest.ts';
import { Disk } from '../../harness/engines/simulated/disk/model/disk.ts';
import { losePower } from '../../harness/engines/simulated/disk/model/power-loss.ts';
import type { DiskRule } from '../../harness/engines/simulated/disk/rules/disk-rule.ts';
import { putRule } from '../../harness/engines/simulated/disk/rules/put-rule.ts';
import { hostFiles } from '../../harness/engines/simulated/engine/host-files.ts';
import { simulate } from '../../harness/engines/simulated/simulate.ts';
import type { WorldControl } from '../../harness/engines/simulated/world-control.ts';

const program = join(import.meta.dirname, '../services/web.ts');

/** A core that answers every packet, and notes the keys of what it got. */
const coreNoting = (got: string[]) => (): void => {
  const answer = '{"key":"k","answer":"yes","model":"m","executedBy":"core","replayed":false}';
  createServer((request, response) => {
    request.resume().on('end', () => {
      got.push(String(request.headers['x-idempotency-key']));
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    });
  }).listen(80);
};

interface WebWorld {
  readonly world: WorldControl;
  readonly disk: Disk;
  /** The keys that came to the core. */
  readonly got: readonly string[];
  /** Sends a message and gives the status, or 0 when there was no answer. */
  send(key: string): Promise<number>;
  get(path: string): Promise<{ readonly status: number; readonly body: unknown }>;
  /** How often `web` ended by itself. */
  crashes(): number;
  /** Runs until every message is answered. */
  allAnswered(keys: readonly string[]): Promise<void>;
}

/** Runs `web`, unchanged, on a simulated machine whose disk does what the test says. */
function withWeb<T>(seed: number, body: (web: WebWorld) => Promise<T>): Promise<T> {
  const disk = new Disk();
  for (const folder of ['/data', '/shared']) putFolderAtRest(disk, folder);
  const env = {
    ...{ HOST: '0.0.0.0', PORT: '80', CORE_ENDPOINT: 'http://core:80' },
    ...{ DATA_DIR: '/data', SHARED_DIR: '/shared', STORE_TIMEOUT_MS: '3000' },
  };
  const web = { run: program, env, files: hostFiles(disk, []) };
  const got: string[] = [];
  return simulate({ web, core: coreNoting(got), client: {} }, { seed }, (world) => {
    const get = (path: string) =>
      world.on('client', async () => {
        const answer = await fetch(`http://web${path}`);
        return { status: answer.status, body: await answer.json() };
      });
    const send = (key: string) =>
      world.on('client', async () => {
        const headers = { 'content-type': 'application/json', 'x-idempotency-key': key };
        const request = { method: 'POST', headers, body: JSON.stringify({ text: `of ${key}` }) };
        const answer = await fetch('http://web/messages', request).catch(() => undefined);
        return answer?.status ?? 0;
      });
    const allAnswered = async (keys: readonly string[]) => {
      for (const key of keys) {
        for (let look = 0; look < 100; look += 1) {
          const { body } = await get(`/messages/${key}`);
          if ((body as { state?: string }).state === 'answered') break;
          if (look === 99) throw new Error(`${key} was accepted, and is ${JSON.stringify(body)}`);
          await world.runFor(1000);
        }
      }
    };
    const crashes = () =>
      world.notices.filter(
        ({ host, what, signal }) => host === 'web' && what === 'exited' && signal !== 'SIGKILL',
      ).length;
    return body({ world, disk, got, send, get, crashes, allAnswered });
  });
}

const listening = (world: WorldControl, times: number) => () =>
  world.output.filter(({ line }) => line.includes('"event":"started"')).length >= times;

test('G11: while the disk is full nothing is accepted, and /ready says so while /live stays', () =>
  withWeb(1, async ({ world, disk, send, get, crashes, allAnswered }) => {
    world.start();
    await world.runUntil(listening(world, 1), 10_000);
    expect(await send('a')).toBe(202);
    const full = { writing: true, effect: { kind: 'fail', code: 'ENOSPC' } } as const;
    const heal = putRule(disk, full);
    expect(await send('b')).toBe(503);
    await world.runFor(3000);
    expect(await get('/ready')).toMatchObject({ status: 503, body: { ready: false } });
    expect(await get('/live')).toMatchObject({ status: 200, body: { live: true } });
    heal();
    await world.runFor(3000);
    expect(await get('/ready')).toMatchObject({ status: 200 });
    expect(await send('b')).toBe(202);
    await allAnswered(['a', 'b']);
    expect(crashes()).toBe(0);
  }));

test('G12: a queue that cannot be read at a start is waited for, and nothing in it is lost', () =>
  withWeb(2, async ({ world, disk, send, crashes, allAnswered }) => {
    world.start('web');
    await world.runUntil(listening(world, 1), 10_000);
    expect(await send('a')).toBe(202);
    world.host('web').kill();
    const effect = { kind: 'fail', code: 'EIO' } as const;
    const heal = putRule(disk, { path: '/data', operations: ['read'], effect });
    world.start('web');
    await world.runFor(60_000);
    expect(await send('b')).toBe(0);
    expect(world.output.at(-1)?.line).toContain('the message queue cannot be opened: EIO');
    heal();
    await world.runUntil(listening(world, 2), 10_000);
    world.start('core');
    await allAnswered(['a']);
    expect(crashes()).toBe(0);
  }));

/** Sends messages beside a disk that fails as the rule says, with a crash in between. */
async function sufferAndRecover(
  { world, disk, send, crashes, allAnswered }: WebWorld,
  trouble: {
    readonly rule: DiskRule;
    readonly crash: 'none' | 'kill' | 'power';
    readonly at: number;
  },
): Promise<number> {
  const heal = putRule(disk, trouble.rule);
  world.start();
  await world.runFor(500);
  const accepted: string[] = [];
  for (let n = 0; n < 6; n += 1) {
    if ((await send(`k${n}`)) === 202) accepted.push(`k${n}`);
    await world.runFor(150);
    if (n !== trouble.at || trouble.crash === 'none') continue;
    world.host('web').kill();
    if (trouble.crash === 'power') losePower(disk, { rng: createRng(n), policy: 'drop' });
    world.start('web');
    await world.runFor(500);
  }
  const { callsFailed = 0 } = heal();
  await world.runFor(5000);
  for (let n = 0; n < 3; n += 1) {
    const key = `after-${n}`;
    expect(await send(key)).toBe(202);
    accepted.push(key);
  }
  await allAnswered(accepted);
  expect(crashes()).toBe(0);
  return callsFailed;
}

const diskCalls = ['open', 'write', 'fsync', 'rename', 'mkdir', 'truncate', 'unlink'] as const;

test('G11, G12: whichever call of the disk fails first, no accepted message is lost, and web stays', async () => {
  let failed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.nat(1e6),
        operations: fc.option(fc.subarray([...diskCalls], { minLength: 1 }), { nil: undefined }),
        code: fc.constantFrom('ENOSPC', 'ENOSPC', 'EIO', 'EDQUOT'),
        from: fc.integer({ min: 1, max: 40 }),
        onlyOnce: fc.boolean(),
        crash: fc.constantFrom('none', 'kill', 'power'),
        at: fc.nat(5),
      }),
      async ({ seed, operations = diskCalls, code, from, onlyOnce, crash, at }) => {
        const effect = { kind: 'fail', code } as const;
        const place = { path: '/data', operations };
        const rule = onlyOnce ? { ...place, nth: from, effect } : { ...place, from, effect };
        failed += await withWeb(seed, (web) => sufferAndRecover(web, { rule, crash, at }));
      },
    ),
    { numRuns: 25, endOnFailure: true },
  );
  expect(failed).toBeGreaterThan(10);
}, 60_000);

test('G11: a wall clock that jumps back or ahead holds no message up, and sends none twice', async () => {
  const hour = 3_600_000;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1e6),
      fc.array(fc.integer({ min: -48 * hour, max: 48 * hour }), { minLength: 1, maxLength: 4 }),
      (seed, jumps) =>
        withWeb(seed, async ({ world, got, send, crashes, allAnswered }) => {
          world.start('web');
          await world.runUntil(listening(world, 1), 10_000);
          for (const [n, byMs] of jumps.entries()) {
            expect(await send(`k${n}`)).toBe(202);
            await world.runFor(2000);
            world.host('web').clock.jump(byMs);
            await world.runFor(2000);
          }
          world.start('core');
          const keys = jumps.map((_, n) => `k${n}`);
          await allAnswered(keys);
          expect(got.toSorted()).toEqual(keys);
          expect(crashes()).toBe(0);
        }),
    ),
    { numRuns: 10, endOnFailure: true },
  );
}, 60_000);
