import { describe, expect, it } from 'vitest';
import type { World } from '../../../core/engine.ts';
import type { EventDraft } from '../../../core/history.ts';
import { exchangesOn, load, simulateTiny, type TinyRun } from './fixture/simulate-tiny.ts';

const links = ['client>front', 'front>back'];

const untimed = (event: EventDraft) =>
  Object.fromEntries(Object.entries(event).filter(([name]) => !/atMs$/i.test(name)));

/** What was recorded of all links, read from the wire, and by the taps of a link that is disturbed. */
const recordedTwice = async (given: TinyRun, body: (world: World) => Promise<void>) => {
  const records = async (disturbed: readonly string[]) => {
    const { events } = await simulateTiny({ ...given, disturbed }, body);
    return links.flatMap((link) => exchangesOn(events, link).map(untimed));
  };
  return { wire: await records([]), taps: await records(links) };
};

describe('a link that is only listened to is recorded as one with taps in it', () => {
  it('when all goes well, on new and on kept connections, and after a restart', async () => {
    const { wire, taps } = await recordedTwice({}, async (world) => {
      await load(world, 'put', 10, 500, 7_000);
      await load(world, 'by-http', 8_000);
      const options = { signal: 'SIGKILL', downMs: 100 } as const;
      await (await world.ports.process.restart('back', 1, options))();
      await load(world, 'again', 12_000);
    });
    expect(wire).toHaveLength(10);
    expect(taps).toEqual(wire);
  });

  it('when the service dies of a request', async () => {
    const given = { env: { back: { DIES_ON: 'last-1' } } };
    const { wire, taps } = await recordedTwice(given, (world) => load(world, 'last', 10));
    expect(wire[1]).toMatchObject({ class: 'delivered', serviceEnding: 'closed', ending: 'fin' });
    expect(taps).toEqual(wire);
  });

  it('when the caller gives up on a service that hangs and wakes later', async () => {
    const { wire, taps } = await recordedTwice({}, async (world) => {
      const heal = await world.ports.process.pause('back', 1);
      await load(world, 'held', 10);
      await heal();
      await world.sleep(1_000);
    });
    // Whether it answers before it reads that its caller has gone is a race, decided by the seed.
    expect(wire).toMatchObject([
      {
        class: 'delivered',
        endedByCaller: true,
        serviceEnding: expect.stringMatching(/^(callerGone|answered)$/),
      },
      { class: 'answered', status: 200 },
    ]);
    expect(taps).toEqual(wire);
  });

  it('when the caller dies before it has its answer', async () => {
    const { wire, taps } = await recordedTwice({}, async (world) => {
      await world.ports.process.pause('back', 1);
      const sent = load(world, 'held', 10);
      await world.sleep(500);
      await world.ports.process.kill('front', 2);
      await sent;
      await world.sleep(500);
    });
    expect(wire[1]).toMatchObject({ class: 'deliveredUnread', callerDied: true });
    expect(taps).toEqual(wire);
  });

  it('when the run ends before the answer comes', async () => {
    const { wire, taps } = await recordedTwice({}, async (world) => {
      await world.ports.process.pause('back', 1);
      load(world, 'held', 10).catch(() => {});
      await world.sleep(500);
    });
    expect(wire[1]).toMatchObject({ class: 'deliveredUnread', serviceEnding: 'open' });
    expect(taps).toEqual(wire);
  });

  it('but for a reset, which a proxy of this kind passes on as a plain end', async () => {
    const { wire, taps } = await recordedTwice({}, async (world) => {
      await world.ports.process.pause('back', 1);
      const sent = load(world, 'held', 10);
      await world.sleep(500);
      await world.ports.process.kill('back', 2);
      await sent;
    });
    expect(wire[1]).toMatchObject({ class: 'deliveredUnread', ending: 'rst' });
    expect(taps[1]).toEqual({ ...wire[1], ending: 'fin' });
  });
});
