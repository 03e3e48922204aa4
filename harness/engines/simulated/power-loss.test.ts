import { describe, expect, it } from 'vitest';
import { lossPolicies } from '../../core/machine-ports.ts';
import { createRng } from '../../core/rng.ts';
import { fsyncLies } from '../../faults/fsync-lies.ts';
import { powerLoss } from '../../faults/power-loss.ts';
import { disturbLedger, FIRED_MS, failedBetween, receiptOf } from '../../testing/disturb-ledger.ts';
import { createFileFace } from './disk/face/create-file-face.ts';
import { createManualHost } from './disk/fixture/manual-host.ts';
import { putFolderAtRest, readAtRest } from './disk/model/at-rest.ts';
import { Disk } from './disk/model/disk.ts';
import { losePower } from './disk/model/power-loss.ts';

type Ledger = Awaited<ReturnType<typeof disturbLedger>>;

const livesOf = ({ history }: Ledger) =>
  history.events.flatMap((event) =>
    event.type === 'process' && event.role === 'back' ? [`${event.life} ${event.what}`] : [],
  );

/** How many lines of the journal the last life found, and how many answers had promised one. */
const journalOf = ({ lines, history }: Ledger) => {
  const found = lines.findLast((line) => line.includes('"recovered"')) ?? '';
  const exitMs =
    history.events.find((event) => event.type === 'process' && event.what === 'exited')?.atMs ?? 0;
  const promised = history.events.filter(
    (event) =>
      event.type === 'exchange' &&
      event.link === 'front>back' &&
      event.status === 200 &&
      (event.answeredAtMs ?? exitMs) < exitMs,
  );
  return { found: Number(/"lines":(\d+)/.exec(found)?.[1]), promised: promised.length };
};

describe('the fault powerLoss', () => {
  it('stops the machine without a word, and starts it again after its downtime', async () => {
    const run = await disturbLedger([{ fault: powerLoss }]);
    expect(livesOf(run).slice(2, 5)).toEqual(['0 exited', '1 started', '1 ready']);
    const exits = run.history.events.filter((event) => event.type === 'process');
    const [exit, start] = exits.filter(
      ({ role, what, atMs }) => role === 'back' && atMs > 0 && what !== 'ready',
    );
    expect(exit).toMatchObject({ what: 'exited', planned: true });
    expect((start?.atMs ?? 0) - (exit?.atMs ?? 0)).toBeCloseTo(500, -1);
    // Nobody is told: a request that was under way is neither refused nor reset meanwhile.
    const refused = run.history.events.filter(
      (event) => event.type === 'exchange' && event.class === 'refused',
    );
    expect(refused).toEqual([]);
    expect(receiptOf(run.history)?.counts).toMatchObject({ exits: 1, starts: 1 });
    expect(failedBetween(run.history, FIRED_MS + 2_500)).toEqual([]);
  });

  it('never takes what was synced, whichever call it comes at', async () => {
    for (let nth = 1; nth <= 25; nth += 2) {
      const params = { policy: 'drawn', downMs: 100, call: { nth } };
      const run = await disturbLedger([{ fault: powerLoss, params }], { seed: nth });
      expect(receiptOf(run.history)).toMatchObject({ effective: true });
      const { found, promised } = journalOf(run);
      expect(found).toBeGreaterThanOrEqual(promised);
    }
  }, 60_000);

  it('takes what fsync has lied about', async () => {
    const params = { policy: 'drop', downMs: 100 };
    const run = await disturbLedger([
      { fault: fsyncLies, when: { atMs: 1_000 }, heal: 'never' },
      { fault: powerLoss, params },
    ]);
    const { found, promised } = journalOf(run);
    expect(found).toBeLessThan(promised);
    expect(receiptOf(run.history, 2)?.counts.writesLost).toBeGreaterThan(5);
  });

  it('draws its loss from the seed of the plan', async () => {
    const at = (seed: number) => disturbLedger([{ fault: powerLoss }], { seed });
    const [one, same, other] = [await at(1), await at(1), await at(2)];
    expect(same.traceHash).toBe(one.traceHash);
    expect(other.traceHash).not.toBe(one.traceHash);
  });

  it('has no effect when its call never comes', async () => {
    const params = { call: { nth: 1, path: 'no-such-file' } };
    const { history } = await disturbLedger([{ fault: powerLoss, params }]);
    expect(receiptOf(history)).toMatchObject({ effective: false, counts: { exits: 0 } });
  });
});

describe('a power loss on a disk that two hosts share', () => {
  const twoHosts = () => {
    const disk = new Disk();
    putFolderAtRest(disk, '/shared');
    const faceOf = (hostName: string) =>
      createFileFace({ host: createManualHost(), hostName, disk })
        .fs as unknown as typeof import('node:fs');
    return { disk, one: faceOf('one'), other: faceOf('other') };
  };

  it.each(lossPolicies.filter((policy) => policy !== 'drawn'))(
    'never drops what the other one has written (%s)',
    (policy) => {
      for (let seed = 0; seed < 20; seed++) {
        const { disk, one, other } = twoHosts();
        one.writeFileSync('/shared/begun', 'begun by one, ');
        other.appendFileSync('/shared/begun', 'gone on by the other');
        other.writeFileSync('/shared/own', 'own');
        one.renameSync('/shared/own', '/shared/renamed');
        one.mkdirSync('/shared/folder');
        other.writeFileSync('/shared/folder/inside', 'inside');
        losePower(disk, { rng: createRng(seed, 'power'), policy, writer: 'one' });
        expect(readAtRest(disk, '/shared/begun')?.toString()).toContain('gone on by the other');
        expect(readAtRest(disk, '/shared/folder/inside')?.toString()).toBe('inside');
        const own = readAtRest(disk, '/shared/own') ?? readAtRest(disk, '/shared/renamed');
        expect(own?.toString()).toBe('own');
      }
    },
  );
});
