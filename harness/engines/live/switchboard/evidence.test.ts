import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToxiproxyDriver } from '../../../tools/toxiproxy-driver.ts';
import {
  backendsHere,
  type EvidenceBench,
  startEvidenceBench,
} from './fixture/start-evidence-bench.ts';
import { listenAnywhere } from './fixture/start-link-bench.ts';
import type { RawExchange } from './switchboard.ts';

/** On a busy machine a condition may take its time. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });
let calls = 0;

describe.each(backendsHere())('evidence with the %s Toxiproxy', (backend) => {
  let bench: EvidenceBench;
  beforeAll(async () => {
    bench = await startEvidenceBench(backend);
  });
  afterAll(() => bench.close());

  const expectOrder = (exchange: RawExchange) => {
    const times = [exchange.sentAtMs, exchange.deliveredAtMs, exchange.answeredAtMs];
    expect(times).toEqual([...times].sort((a, b) => (a ?? 0) - (b ?? 0)));
  };

  it.each(['/', '/until-close', '/chunks', '/none'])('answered: %s', async (path) => {
    const { exchange, ended, id } = bench.send(path);
    expect(await ended).toBe('whole');
    const told = await exchange;
    expect(told).toMatchObject({
      link: 'client>echo',
      from: 'client',
      to: 'echo',
      callId: id,
      key: `key-${id}`,
      method: 'POST',
      path,
      class: 'answered',
      status: path === '/none' ? 204 : 200,
      answeredBy: 'service',
      serviceEnding: 'answered',
      endedByCaller: false,
      servedByLife: 0,
      steps: [],
      source: 'taps',
    });
    expectOrder(told);
  });

  it('answered: HEAD has a length and no body', async () => {
    const { exchange, ended } = bench.send('/', { method: 'HEAD' });
    expect(await ended).toBe('whole');
    expect(await exchange).toMatchObject({ class: 'answered', status: 200, method: 'HEAD' });
  });

  it('answered before the request was whole', async () => {
    const id = `own-${++calls}`;
    const socket = connect({ port: bench.port, host: '127.0.0.1' });
    const head = `POST /early HTTP/1.1\r\nhost: x\r\nx-call-id: ${id}\r\ncontent-length: 9\r\n\r\n`;
    socket.write(`${head}abc`);
    await once(socket, 'data');
    socket.write('defghi');
    const told = await bench.exchange((it) => it.callId === id);
    expect(told).toMatchObject({ status: 413, class: 'answered' });
    expect(told.requestBytes).toBe(head.length + 9);
    socket.destroy();
  });

  it('delivered, ended by the caller while the service still works', async () => {
    const before = bench.attempts();
    const { call, ended, exchange } = bench.send('/wait');
    await bench.reaches('delivered', before);
    call.destroy(new Error('enough'));
    expect(await ended).toBe('enough');
    const told = await exchange;
    expect(told).toMatchObject({ class: 'delivered', endedByCaller: true });
    expect(told).toMatchObject({ serviceEnding: 'callerGone' });
    expect(told.status).toBeUndefined();
    expect(told.callerDied).toBeUndefined();
    bench.release();
  });

  it.each(['/drop', '/reset'])('delivered, closed by the service: %s', async (path) => {
    const { exchange } = bench.send(path);
    expect(await exchange).toMatchObject({
      class: 'delivered',
      endedByCaller: false,
      serviceEnding: 'closed',
    });
  });

  it('answerCut, ended by the caller in the middle of the answer', async () => {
    const { call, exchange } = bench.send('/half');
    call.on('response', (res) => res.once('data', () => call.destroy()));
    const told = await exchange;
    expect(told).toMatchObject({ class: 'answerCut', status: 200, endedByCaller: true });
    expect(told.answeredAtMs).toBeUndefined();
  });

  it('cut: the caller leaves before its request is whole', async () => {
    const id = `own-${++calls}`;
    const before = bench.attempts();
    const socket = connect(bench.port, '127.0.0.1');
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\nx-call-id: ${id}\r\ncontent-length: 9\r\n\r\nabc`);
    await bench.reaches('attempted', before);
    socket.resetAndDestroy();
    const told = await bench.exchange((it) => it.callId === id);
    expect(told).toMatchObject({ class: 'cut', endedByCaller: true, ending: 'rst' });
    expect(told.serviceEnding).toBeUndefined();
  });

  it('never sent: a connection without a request is counted, and is no exchange', async () => {
    const before = (await bench.board.counters())['client>echo'];
    const exchanges = bench.exchanges.length;
    const socket = connect({ port: bench.port, host: '127.0.0.1' });
    await once(socket, 'connect');
    socket.end();
    await once(socket, 'close');
    await eventually(async () => (await bench.board.counters())['client>echo']).toEqual({
      connections: (before?.connections ?? 0) + 1,
      neverSent: (before?.neverSent ?? 0) + 1,
    });
    expect(bench.exchanges).toHaveLength(exchanges);
  });

  it('after a switch of protocols the bytes pass as they are', async () => {
    const looksLikeHttp = Buffer.from('GET /inner HTTP/1.1\r\n\r\n');
    const before = bench.attempts();
    const id = `own-${++calls}`;
    const socket = connect({ port: bench.port, host: '127.0.0.1' });
    socket.write(
      `GET /up HTTP/1.1\r\nhost: x\r\nx-call-id: ${id}\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n`,
    );
    expect(await bench.exchange((it) => it.callId === id)).toMatchObject({
      class: 'answered',
      status: 101,
    });
    socket.write(looksLikeHttp);
    let seen = Buffer.alloc(0);
    for await (const chunk of socket) {
      seen = Buffer.concat([seen, chunk]);
      if (seen.subarray(-looksLikeHttp.length).equals(looksLikeHttp)) break;
    }
    socket.destroy();
    await bench.board.counters();
    expect(bench.attempts()).toBe(before + 1);
  });

  it('tcp: the whole connection is one exchange', async () => {
    const echo = createServer((socket) => socket.pipe(socket));
    const tap = await bench.addLink('client>tcp', await listenAnywhere(echo), 'tcp');
    const socket = connect({ port: tap, host: '127.0.0.1' });
    socket.write('12345');
    await once(socket, 'data');
    socket.end();
    const told = await bench.exchange((it) => it.link === 'client>tcp');
    expect(told).toMatchObject({ method: 'TCP', requestBytes: 5, class: 'answered' });
    echo.close();
  });

  it('under many connections, some of them given up, each request is one exchange', async () => {
    const paths = ['/', '/chunks', '/none', '/drop', '/until-close'];
    const sent = Array.from({ length: 120 }, (_, index) => {
      const one = bench.send(paths[index % paths.length] ?? '/');
      if (index % 7 === 0) setImmediate(() => one.call.destroy());
      return { ...one, givenUp: index % 7 === 0 };
    });
    const ends = await Promise.all(sent.map((one) => one.ended));
    for (const [index, { exchange, id, givenUp }] of sent.entries()) {
      if (!givenUp) await exchange;
      const told = bench.exchanges.filter((it) => it.callId === id);
      if (givenUp) expect(told.length).toBeLessThanOrEqual(1);
      else expect(told).toHaveLength(1);
      if (ends[index] !== 'whole') continue;
      expect(told[0]).toMatchObject({ class: 'answered', path: paths[index % paths.length] });
    }
  });

  it('flush tells an exchange that is still open', async () => {
    const before = bench.attempts();
    const { exchange, call } = bench.send('/wait');
    await bench.reaches('delivered', before);
    await bench.board.flush();
    const told = await exchange;
    expect(told).toMatchObject({ class: 'delivered', endedByCaller: false, serviceEnding: 'open' });
    expect(told.endedAtMs).toBeUndefined();
    call.destroy();
  });

  it('cut: the tap is open, but the proxy behind it does not accept', async () => {
    const driver = createToxiproxyDriver(`http://127.0.0.1:${bench.apiPort}`);
    await driver.setEnabled('client>echo', false);
    const refused = bench.send('/');
    expect(await refused.ended).toContain('ECONNRESET');
    const told = await refused.exchange;
    expect(told).toMatchObject({ class: 'cut', path: '/', endedByCaller: false, ending: 'rst' });
    expect(told.deliveredAtMs).toBeUndefined();
    // A caller that says nothing is reset as well, and no exchange is made of it.
    const before = (await bench.board.counters())['client>echo'];
    const silent = connect({ port: bench.port, host: '127.0.0.1' }).on('error', () => {});
    await new Promise((resolve) => silent.once('close', resolve));
    const after = async () => (await bench.board.counters())['client>echo'];
    await eventually(async () => (await after())?.neverSent).toBe((before?.neverSent ?? 0) + 1);
    await driver.setEnabled('client>echo', true);
    expect(await bench.send('/').exchange).toMatchObject({ class: 'answered' });
  });
});
