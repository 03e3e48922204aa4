import { afterAll, expect, test, vi } from 'vitest';
import { begun, createTinyEngine, exchangesOn, tinyServices } from './fixture/tiny-engine.ts';
import { operationsAt } from './fixture/tiny-job.ts';

const { engine, jobOf, forget } = createTinyEngine(5_000);
afterAll(forget);

test('attempts at a dead service are witnessed by their callers, for fetch and for http', async () => {
  const job = jobOf('refused');
  const events = await engine.host(job, async (world) => {
    // Without a connection that is kept alive: a request on it would be cut, not refused.
    await begun(world, job, 'by-http');
    const heal = await world.ports.process.kill('back', 7);
    await world.load(operationsAt('put', 0), job.signal);
    await world.load(operationsAt('by-http', 0, 0).slice(1), job.signal);
    await heal();
    await world.load(operationsAt('again', 0), job.signal);
    await world.finish();
    return world.events();
  });
  const refused = exchangesOn(events, 'front>back').filter((one) => one.class === 'refused');
  for (const key of ['put-1', 'by-http-2']) {
    expect(refused.filter((one) => one.key === key)).toMatchObject([
      { callId: `call-${key}`, method: 'POST', path: '/work', source: 'client', steps: [7] },
    ]);
  }
  expect(refused).toHaveLength(2);
  const last = exchangesOn(events, 'front>back').find((one) => one.key === 'again-1');
  expect(last).toMatchObject({ class: 'answered', servedByLife: 1 });
});

test('an unplanned exit is recorded as such, and comes back where the stack says so', async () => {
  const { front, back } = tinyServices();
  const services = [front, { ...back, restart: 'unless-stopped' as const }];
  const job = jobOf('unplanned', { stack: { services }, env: { back: { DIES_ON: 'die-1' } } });
  const events = await engine.host(job, async (world) => {
    await begun(world, job);
    await world.load(operationsAt('die', 0), job.signal);
    const readyAgain = () =>
      expect(world.events()).toContainEqual(
        expect.objectContaining({ role: 'back', life: 1, what: 'ready' }),
      );
    await vi.waitFor(readyAgain, { timeout: 10_000 });
    await world.load(operationsAt('again', 0), job.signal);
    await world.finish();
    return world.events();
  });
  expect(events).toContainEqual(
    expect.objectContaining({ role: 'back', life: 0, what: 'exited', planned: false, code: 9 }),
  );
  const [cut] = exchangesOn(events, 'front>back').filter((one) => one.key === 'die-1');
  expect(cut).toMatchObject({ class: 'delivered', marked: true });
  const [again] = exchangesOn(events, 'front>back').filter((one) => one.key === 'again-1');
  expect(again).toMatchObject({ class: 'answered', servedByLife: 1 });
});

test('a service that drains after SIGTERM refuses as soon as it listens no more', async () => {
  const job = jobOf('drains', { env: { back: { LINGERS: 'yes' } } });
  const events = await engine.host(job, async (world) => {
    await begun(world, job, 'by-http');
    await world.ports.process.terminate('back', 1, { twice: true });
    for (let round = 0; round < 100; round++) {
      const refused = exchangesOn(world.events(), 'front>back');
      if (refused.some((exchange) => exchange.class === 'refused')) break;
      const operations = operationsAt('by-http', world.nowMs());
      await world.load(operations, job.signal);
    }
    const asked = () =>
      world.events().filter((event) => event.type === 'signal' && event.name === 'asked to end');
    await vi.waitFor(() => expect(asked()).toHaveLength(2), { timeout: 10_000 });
    await world.finish();
    return world.events();
  });
  const refused = exchangesOn(events, 'front>back').find((one) => one.class === 'refused');
  const exited = events.find(
    (event) => event.type === 'process' && event.role === 'back' && event.what === 'exited',
  );
  // It was refused by a process that still ran.
  expect(refused?.atMs).toBeLessThan(exited?.atMs ?? Number.NaN);
});
