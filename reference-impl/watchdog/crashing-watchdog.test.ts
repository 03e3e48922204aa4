import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Log } from '../logging/create-logger.ts';
import { createWatchdog } from './create-watchdog.ts';
import type { ProbeResult } from './watchdog-state.ts';
import { openWatchdogStore, type WatchdogStore } from './watchdog-store.ts';

const probe = (ok: boolean): ProbeResult =>
  ok ? { ok, ms: 1 } : { ok, ms: 1, reason: 'ECONNREFUSED' };

/** A life that ends at its step number `crashAt`: from then on nothing it does has an effect. */
function mortal(store: WatchdogStore, crashAt: number, announced: number[]) {
  const { promise: death, resolve: die } = Promise.withResolvers<'dead'>();
  let steps = 0;
  const isDead = () => {
    steps += 1;
    if (steps > crashAt) die('dead');
    return steps > crashAt;
  };
  const never = new Promise<void>(() => undefined);
  const mortalStep = async (act: () => Promise<void>) => {
    if (isDead()) return never;
    await act();
    return isDead() ? never : undefined;
  };
  const log: Log = {
    debug: () => undefined,
    info: () => undefined,
    error: () => undefined,
    warn: (fields) => {
      if ('event' in fields && fields.event === 'notification' && 'id' in fields && !isDead()) {
        announced.push(Number(fields.id));
      }
    },
  };
  const mortalStore: WatchdogStore = {
    ...store,
    record: (all) => mortalStep(() => store.record(all)),
    keep: (kept) => mortalStep(() => store.keep(kept)),
  };
  return { log, store: mortalStore, death };
}

type Poll = Record<'live' | 'candidate' | 'maintenance', boolean>;

const poll = fc.record({ live: fc.boolean(), candidate: fc.boolean(), maintenance: fc.boolean() });
const life = fc.record({
  polls: fc.array(poll, { maxLength: 12 }),
  crashAt: fc.integer({ min: 0, max: 12 }),
});

/** Runs one life on the folder, to its crash or to its last poll. */
async function live(
  folder: string,
  { polls, crashAt }: { readonly polls: readonly Poll[]; readonly crashAt: number },
  announced: number[],
) {
  const real = await openWatchdogStore(folder);
  const { log, store, death } = mortal(real, crashAt, announced);
  let now = { live: true, candidate: true, maintenance: false };
  const watchdog = createWatchdog({
    probe: async (target) => probe(now[target]),
    maintenance: async () => now.maintenance,
    ...{ store, log, unhealthyAfter: 2, syncSessions: async () => undefined },
  });
  const run = async () => {
    await watchdog.resume();
    for (const next of polls) {
      now = next;
      await watchdog.poll();
    }
    return 'lived' as const;
  };
  const end = await Promise.race([run(), death]);
  await real.close();
  return { end, state: watchdog.standing().state.state, all: real.notifications() };
}

test('G15: over any crashes, changes form one chain and each is announced once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
      await using folder = await mkdtempDisposable(join(tmpdir(), 'watchdog-crash-'));
      const announced: number[] = [];
      let crashes = 0;
      for (const one of lives) {
        if ((await live(folder.path, one, announced)).end === 'dead') crashes += 1;
      }
      const immortal = { polls: [], crashAt: Number.POSITIVE_INFINITY };
      const { state, all } = await live(folder.path, immortal, announced);

      expect(all.map(({ id }) => id)).toEqual(all.map((_, at) => at + 1));
      all.forEach((told, at) => {
        expect(told.from).not.toBe(told.to);
        if (at > 0) expect(told.from).toBe(all[at - 1]?.to);
      });
      expect(new Set(announced)).toEqual(new Set(all.map(({ id }) => id)));
      // Twice only if the life ended between saying it and noting that it was said.
      expect(announced.length - all.length).toBeLessThanOrEqual(crashes);
      if (all.length > 0) expect(state).toBe(all.at(-1)?.to);
    }),
    { numRuns: 60 },
  );
});
