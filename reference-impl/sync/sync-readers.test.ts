import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Disk } from '../../harness/engines/simulated/disk/model/disk.ts';
import { hostFiles } from '../../harness/engines/simulated/engine/host-files.ts';
import { simulate } from '../../harness/engines/simulated/simulate.ts';
import type { WorldControl } from '../../harness/engines/simulated/world-control.ts';
import { appendJournal } from '../checkpoint/append-journal.ts';
import { replaceFile } from '../durable/replace-file.ts';
import { hashState } from './hash-state.ts';
import { syncOnce } from './sync-once.ts';

const [from, to] = ['/state/live', '/state/standby'];
const names = ['sessions.json', 'prime.md', 'Lite.md', 'session_vectors/a.json'] as const;

interface Act {
  readonly do: 'write' | 'incremental' | 'full' | 'crash';
  readonly name: (typeof names)[number];
  readonly bytes: number;
}

/** Everything that a file of live has ever held. */
type Ever = Map<string, Set<string>>;

/** Live writes one file as a core does: by a rename, or the journal by an append. */
async function write(ever: Ever, { name, bytes }: Act, nth: number): Promise<void> {
  const text = `${nth} ${'x'.repeat(bytes)} ${nth}`;
  const known = ever.get(name) ?? new Set<string>();
  ever.set(name, known);
  if (name !== 'Lite.md') {
    known.add(text);
    return replaceFile(join(from, name), text);
  }
  const before = await readFile(join(from, name), 'utf8').catch(() => '');
  known.add(`${before}${text}\n`);
  return appendJournal(join(from, name), text);
}

/** Reads all files of the standby over and over; whatever was never on live is a find. */
async function readForEver(ever: Ever, found: string[], seen: Set<string>): Promise<never> {
  for (;;) {
    for (const name of names) {
      const text = await readFile(join(to, name), 'utf8').catch(() => undefined);
      if (text === undefined) {
        if (seen.has(name)) found.push(`${name} is gone`);
        continue;
      }
      seen.add(name);
      if (!ever.get(name)?.has(text)) found.push(`${name} holds ${text.slice(0, 80)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 0.1));
  }
}

/** Ends the orchestrator after some of its calls on the disk, in the middle of a sync. */
async function crashInSync(world: WorldControl, act: Act): Promise<void> {
  const mode = act.bytes % 2 === 0 ? 'full' : 'incremental';
  await world.on('orchestrator', () => void syncOnce({ from, to, mode }).catch(() => undefined));
  await world.runFor(act.bytes / 40);
  world.host('orchestrator').kill();
}

async function runActs(seed: number, acts: readonly Act[]) {
  const [live, standby] = [new Disk(), new Disk()];
  const liveMount = { path: from, disk: live };
  const standbyMount = { path: to, disk: standby };
  const topology = {
    live: { files: hostFiles(new Disk(), [liveMount]) },
    standby: { files: hostFiles(new Disk(), [standbyMount]) },
    orchestrator: { files: hostFiles(new Disk(), [liveMount, standbyMount]) },
  };
  const ever: Ever = new Map();
  const found: string[] = [];
  return simulate(topology, { seed }, async (world) => {
    await world.on('live', () => mkdir(join(from, 'session_vectors')));
    await world.on('standby', () => void readForEver(ever, found, new Set()));
    for (const [nth, act] of acts.entries()) {
      if (act.do === 'write') await world.on('live', () => write(ever, act, nth));
      else if (act.do === 'crash') await crashInSync(world, act);
      else {
        const before = await world.on('live', () => hashState(from));
        await world.on('orchestrator', () => syncOnce({ from, to, mode: act.do as 'full' }));
        expect(await world.on('live', () => hashState(from))).toBe(before);
      }
      await world.runFor(1);
    }
    await world.on('orchestrator', () => syncOnce({ from, to, mode: 'full' }));
    const hashes = [
      await world.on('live', () => hashState(from)),
      await world.on('standby', () => hashState(to)),
    ];
    const left = await world.on('standby', () => readdir(to));
    return { found, hashes, left };
  });
}

const act = fc.record<Act>({
  do: fc.constantFrom('write', 'write', 'write', 'incremental', 'full', 'crash'),
  name: fc.constantFrom(...names),
  bytes: fc.integer({ min: 0, max: 600 }),
});

test('G18, G19, G20: over random writes, syncs and crashes a reader finds every file whole', () =>
  fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(act, { maxLength: 14 }), async (seed, acts) => {
      const { found, hashes, left } = await runActs(seed, acts);
      expect(found).toEqual([]);
      expect(hashes[1]).toBe(hashes[0]);
      expect(left.filter((name) => name.startsWith('.state-')).length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 80 },
  ));
