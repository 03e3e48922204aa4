import { install } from '@sinonjs/fake-timers';
import { expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { type ShutdownParts, startShutdown } from './start-shutdown.ts';

function open(more: Partial<ShutdownParts> = {}) {
  const clock = install({ toFake: ['setTimeout', 'clearTimeout'] });
  const log = createMemoryLog();
  const gate = createWorkGate();
  const exits: number[] = [];
  const shutDown = startShutdown({
    gate,
    log,
    close: async () => undefined,
    forcedExitMs: 24_000,
    exit: (code) => void exits.push(code),
    ...more,
  });
  const phases = () => log.events('shutdown').map(({ phase }) => phase);
  return { clock, gate, exits, phases, shutDown, log, [Symbol.dispose]: () => clock.uninstall() };
}

test('G21: nothing new is let in from the first instant, and what goes on is waited for', async () => {
  using core = open();
  const leave = core.gate.enter();
  const done = core.shutDown('SIGTERM');
  expect(core.gate.isShut()).toBe(true);
  await core.clock.tickAsync(20_000);
  expect(core.exits).toEqual([]);
  leave();
  await done;
  expect(core.exits).toEqual([0]);
  expect(core.phases()).toEqual(['signalled', 'drained', 'exiting']);
});

test('G21: the checkpoint is written beside the drain, not after it', async () => {
  const { promise: written, resolve: write } = Promise.withResolvers<void>();
  let isBegun = false;
  const checkpoint = () => {
    isBegun = true;
    return written;
  };
  using core = open({ checkpoint });
  const leave = core.gate.enter();
  const done = core.shutDown('SIGTERM');
  expect(isBegun).toBe(true);
  leave();
  write();
  await done;
  expect(core.phases()).toEqual(['signalled', 'drained', 'checkpointed', 'exiting']);
});

test.each(['drain', 'checkpoint', 'close'] as const)(
  'G22: whatever hangs (%s), the program is gone after the forced exit time',
  async (hanging) => {
    const hang = () => new Promise<void>(() => undefined);
    using core = open({
      ...(hanging === 'checkpoint' && { checkpoint: hang }),
      ...(hanging === 'close' && { close: hang }),
    });
    if (hanging === 'drain') core.gate.enter();
    void core.shutDown('SIGTERM');
    await core.clock.tickAsync(23_999);
    expect(core.exits).toEqual([]);
    await core.clock.tickAsync(1);
    expect(core.exits).toEqual([1]);
    expect(core.phases().at(-1)).toBe('forced');
  },
);

test('a second signal changes nothing', async () => {
  using core = open();
  const leave = core.gate.enter();
  void core.shutDown('SIGTERM');
  await core.clock.tickAsync(20_000);
  const again = core.shutDown('SIGTERM');
  await core.clock.tickAsync(3999);
  expect(core.exits).toEqual([]);
  leave();
  await again;
  expect(core.phases().filter((phase) => phase === 'signalled')).toHaveLength(1);
  await core.clock.tickAsync(60_000);
  expect(core.exits).toEqual([0]);
});

test('a close that fails is logged, and the exit code says so', async () => {
  using core = open({ close: () => Promise.reject(new Error('no disk')) });
  await core.shutDown('SIGTERM');
  expect(core.exits).toEqual([1]);
  expect(core.log.events('shutdown').at(-1)).toMatchObject({ reason: 'no disk', code: 1 });
});
