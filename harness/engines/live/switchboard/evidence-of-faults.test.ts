import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  backendsHere,
  type EvidenceBench,
  startEvidenceBench,
} from './fixture/start-evidence-bench.ts';
import { listenAnywhere } from './fixture/start-link-bench.ts';

/** On a busy machine a condition may take its time. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });

describe.each(backendsHere())('evidence of faults with the %s Toxiproxy', (backend) => {
  let bench: EvidenceBench;
  beforeAll(async () => {
    bench = await startEvidenceBench(backend);
  });
  afterAll(() => bench.close());

  it('late: a hole gives the request to the service when its caller is long gone', async () => {
    const before = bench.attempts();
    const hole = { type: 'bandwidth', stream: 'upstream', attributes: { rate: 0 } } as const;
    const heal = await bench.board.tcp.toxic('client>echo', 31, hole);
    const { call, exchange } = bench.send('/');
    await bench.reaches('attempted', before);
    call.destroy();
    await bench.board.counters();
    expect((await heal()).bytesHeld).toBeGreaterThan(0);
    const told = await exchange;
    expect(told).toMatchObject({ class: 'delivered', endedByCaller: true, steps: [31] });
    expect(told.deliveredAtMs).toBeGreaterThan(told.endedAtMs ?? Number.POSITIVE_INFINITY);
  });

  it('answerCut: a body that ends by closing, cut by a FIN that looks just so', async () => {
    const cut = { fault: 'truncateBody', params: { afterBytes: 4, by: 'fin' }, select: {} };
    const heal = await bench.board.http.rule('client>echo', 32, cut);
    const { exchange, ended } = bench.send('/until-close');
    // The client cannot know.
    expect(await ended).toBe('whole');
    expect(await exchange).toMatchObject({ class: 'answerCut', status: 200, steps: [32] });
    expect(await heal()).toMatchObject({ responsesCut: 1 });
  });

  it('tells an answer of the gateway, and what the service had said', async () => {
    const params = { status: 500, when: 'afterExecution' };
    const rule = { fault: 'status', params, select: { path: '/none' } };
    const heal = await bench.board.http.rule('client>echo', 33, rule);
    const told = await bench.send('/none').exchange;
    expect(told).toMatchObject({ class: 'answered', status: 500, answeredBy: 'gateway' });
    expect(told).toMatchObject({ serviceStatus: 204, serviceEnding: 'answered', steps: [33] });
    expect(await bench.send('/').exchange).toMatchObject({
      status: 200,
      answeredBy: 'service',
      steps: [],
    });
    await heal();
    const now = { fault: 'status', params: { ...params, when: 'instead' }, select: {} };
    const healNow = await bench.board.http.rule('client>echo', 34, now);
    const own = await bench.send('/').exchange;
    expect(own).toMatchObject({ class: 'answered', status: 500, answeredBy: 'gateway' });
    expect(own.deliveredAtMs ?? own.serviceStatus ?? own.serviceEnding).toBeUndefined();
    await healNow();
  });

  it('deliveredUnread: a stopped process has it in its buffers, and may execute it later', async () => {
    bench.child.kill('SIGSTOP');
    bench.board.processState('child', 'stopped', 0);
    const before = bench.attempts('client>child');
    const { call, exchange } = bench.send('/', { to: bench.childPort });
    await bench.reaches('delivered', before, 'client>child');
    call.destroy();
    await bench.board.counters();
    bench.child.kill('SIGCONT');
    bench.board.processState('child', 'running', 0);
    const told = await exchange;
    expect(told).toMatchObject({ class: 'deliveredUnread', endedByCaller: true });
  });

  it('callerDied: the caller was killed, it did not decide', async () => {
    const before = bench.attempts();
    const { call, exchange } = bench.send('/wait');
    await bench.reaches('delivered', before);
    call.destroy();
    bench.board.processState('client', 'dead', 0);
    expect(await exchange).toMatchObject({ endedByCaller: true, callerDied: true });
    bench.board.processState('client', 'running', 1);
    bench.release();
  });

  it('marked cut: nobody listens behind an open tap; a closed one refuses', async () => {
    const dead = createServer();
    const deadPort = await listenAnywhere(dead);
    const tap = await bench.addLink('client>dead', deadPort);
    await new Promise((resolve) => dead.close(resolve));
    const { exchange, ended } = bench.send('/', { to: tap });
    await ended;
    // The connection may end before its request was read: then nothing was sent at all.
    const counted = async () => (await bench.board.counters())['client>dead'];
    await eventually(async () => (await counted())?.connections).toBe(1);
    if ((await counted())?.neverSent === 0) {
      expect(await exchange).toMatchObject({ class: 'cut', endedByCaller: false, marked: true });
    }
    await bench.board.setOpen('client>dead', false, 'dead');
    expect(await bench.send('/', { to: tap }).ended).toContain('ECONNREFUSED');
    await bench.board.setOpen('client>dead', true, 'alive');
    expect(await bench.send('/', { to: tap }).ended).not.toContain('ECONNREFUSED');
  });

  it('a connection that a refusal closes is none that an overlapping reset has closed', async () => {
    const reset = { type: 'reset_peer', stream: 'downstream', attributes: { timeout: 0 } } as const;
    const before = bench.attempts();
    const { ended } = bench.send('/wait');
    await bench.reaches('delivered', before);
    const healReset = await bench.board.tcp.toxic('client>echo', 35, reset);
    const healRefusal = await bench.board.tcp.refuse('client>echo', 36);
    expect(await ended).not.toBe('whole');
    expect(await healRefusal()).toMatchObject({ connectionsClosed: 1 });
    expect(await healReset()).toEqual({ connectionsReset: 0 });
    bench.release();
  });
});
