import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findToxiproxy, toxiproxyVersion } from '../../../tools/find-toxiproxy.ts';
import {
  type LinkBench,
  listenAnywhere,
  startLinkBench,
  startService,
} from './fixture/start-link-bench.ts';
import type { RawExchange } from './switchboard.ts';

/** On a busy machine a condition may take its time. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });

const realIsHere = findToxiproxy()?.version === toxiproxyVersion;
const backends = realIsHere ? (['embedded', 'real'] as const) : (['embedded'] as const);

describe.each(backends)('evidence with the %s Toxiproxy', (backend) => {
  let bench: LinkBench;
  let server: Server;
  let port = 0;
  let child: ChildProcess;
  let childPort = 0;
  let calls = 0;
  let servicePort = 0;
  const released: (() => void)[] = [];

  beforeAll(async () => {
    bench = await startLinkBench(backend);
    const service = await startService((req, res) => {
      if (req.url === '/early') return void res.writeHead(413).end(req.resume() && '');
      req.resume().on('end', () => {
        if (req.url === '/wait') released.push(() => res.end('late'));
        else if (req.url === '/half') res.writeHead(200, { 'content-length': 9 }).write('half');
        else if (req.url === '/until-close') {
          res.shouldKeepAlive = false;
          res.useChunkedEncodingByDefault = false;
          res.removeHeader('transfer-encoding');
          res.end('to the end');
        } else if (req.url === '/chunks') {
          res.write('one');
          res.end('two');
        } else if (req.url === '/none') res.writeHead(204).end();
        else if (req.url === '/drop') req.socket.destroy();
        else if (req.url === '/reset') req.socket.resetAndDestroy();
        else res.end('whole');
      });
    });
    service.server.on('upgrade', (_, socket) => {
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n',
      );
      socket.pipe(socket);
    });
    server = service.server;
    servicePort = service.port;
    port = await bench.addLink('client>echo', service.port);
    child = fork(join(import.meta.dirname, 'fixture/reads-when-told.ts'), { execArgv: [] });
    // The child's only message is its port.
    const [told] = (await once(child, 'message')) as [number];
    childPort = await bench.addLink('client>child', told);
  });
  afterAll(async () => {
    child.kill('SIGKILL');
    await bench.close();
    server.close();
    server.closeAllConnections();
  });

  /** Sends one marked request and gives what is told of it, and the client's own end of it. */
  const send = (path: string, options: { to?: number; method?: string; body?: string } = {}) => {
    const id = `call-${++calls}`;
    const headers = { 'x-call-id': id, 'idempotency-key': `key-${id}` };
    const { to = port, method = 'POST', body = 'abc' } = options;
    const call = request({ host: '127.0.0.1', port: to, path, method, headers, agent: false });
    const ended = new Promise<string>((resolve) => {
      call.on('error', (error) => resolve(error.message));
      call.on('response', (res) => {
        res.on('error', () => {}).on('close', () => resolve(res.complete ? 'whole' : 'cut'));
        res.resume();
      });
    });
    call.end(method === 'GET' || method === 'HEAD' ? undefined : body);
    const mine = (it: { callId?: string }) => it.callId === id;
    return { call, ended, exchange: bench.exchange(mine), id };
  };
  const attempts = (link = 'client>echo') =>
    Math.max(0, ...bench.phases.filter((it) => it.link === link).map((it) => it.nth));
  /** The first phase of this kind of an exchange after the first `before`. */
  const reaches = (phase: 'attempted' | 'delivered', before: number, link = 'client>echo') =>
    bench.phase((it) => it.link === link && it.phase === phase && it.nth > before);
  const expectOrder = (exchange: RawExchange) => {
    const times = [exchange.sentAtMs, exchange.deliveredAtMs, exchange.answeredAtMs];
    expect(times).toEqual([...times].sort((a, b) => (a ?? 0) - (b ?? 0)));
  };

  it.each(['/', '/until-close', '/chunks', '/none'])('answered: %s', async (path) => {
    const { exchange, ended, id } = send(path);
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
    const { exchange, ended } = send('/', { method: 'HEAD' });
    expect(await ended).toBe('whole');
    expect(await exchange).toMatchObject({ class: 'answered', status: 200, method: 'HEAD' });
  });

  it('answered before the request was whole', async () => {
    const id = `call-${++calls}`;
    const socket = connect({ port, host: '127.0.0.1' });
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
    const before = attempts();
    const { call, ended, exchange } = send('/wait');
    await reaches('delivered', before);
    call.destroy(new Error('enough'));
    expect(await ended).toBe('enough');
    const told = await exchange;
    expect(told).toMatchObject({ class: 'delivered', endedByCaller: true });
    expect(told).toMatchObject({ serviceEnding: 'callerGone' });
    expect(told.status).toBeUndefined();
    expect(told.callerDied).toBeUndefined();
    for (const release of released.splice(0)) release();
  });

  it.each(['/drop', '/reset'])('delivered, closed by the service: %s', async (path) => {
    const { exchange } = send(path);
    expect(await exchange).toMatchObject({
      class: 'delivered',
      endedByCaller: false,
      serviceEnding: 'closed',
    });
  });

  it('answerCut, ended by the caller in the middle of the answer', async () => {
    const { call, exchange } = send('/half');
    call.on('response', (res) => res.once('data', () => call.destroy()));
    const told = await exchange;
    expect(told).toMatchObject({ class: 'answerCut', status: 200, endedByCaller: true });
    expect(told.answeredAtMs).toBeUndefined();
  });

  it('cut: the caller leaves before its request is whole', async () => {
    const id = `call-${++calls}`;
    const before = attempts();
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\nx-call-id: ${id}\r\ncontent-length: 9\r\n\r\nabc`);
    await reaches('attempted', before);
    socket.resetAndDestroy();
    const told = await bench.exchange((it) => it.callId === id);
    expect(told).toMatchObject({ class: 'cut', endedByCaller: true, ending: 'rst' });
    expect(told.serviceEnding).toBeUndefined();
  });

  it('never sent: a connection without a request is counted, and is no exchange', async () => {
    const before = (await bench.board.counters())['client>echo'];
    const exchanges = bench.exchanges.length;
    const socket = connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    socket.end();
    await once(socket, 'close');
    await eventually(async () => (await bench.board.counters())['client>echo']).toEqual({
      connections: (before?.connections ?? 0) + 1,
      neverSent: (before?.neverSent ?? 0) + 1,
    });
    expect(bench.exchanges).toHaveLength(exchanges);
  });

  it('deliveredUnread: a stopped process has it in its buffers, and may execute it later', async () => {
    child.kill('SIGSTOP');
    bench.board.processState('child', 'stopped', 0);
    const before = attempts('client>child');
    const { call, exchange } = send('/', { to: childPort });
    await reaches('delivered', before, 'client>child');
    call.destroy();
    await bench.board.counters();
    child.kill('SIGCONT');
    bench.board.processState('child', 'running', 0);
    const told = await exchange;
    expect(told).toMatchObject({ class: 'deliveredUnread', endedByCaller: true });
  });

  it('callerDied: the caller was killed, it did not decide', async () => {
    const before = attempts();
    const { call, exchange } = send('/wait');
    await reaches('delivered', before);
    call.destroy();
    bench.board.processState('client', 'dead', 0);
    expect(await exchange).toMatchObject({ endedByCaller: true, callerDied: true });
    bench.board.processState('client', 'running', 1);
    for (const release of released.splice(0)) release();
  });

  it('marked cut: nobody listens behind an open tap; a closed one refuses', async () => {
    const dead = createServer();
    const deadPort = await listenAnywhere(dead);
    const tap = await bench.addLink('client>dead', deadPort);
    await new Promise((resolve) => dead.close(resolve));
    const { exchange, ended } = send('/', { to: tap });
    await ended;
    // The connection may end before its request was read: then nothing was sent at all.
    const counted = async () => (await bench.board.counters())['client>dead'];
    await eventually(async () => (await counted())?.connections).toBe(1);
    if ((await counted())?.neverSent === 0) {
      expect(await exchange).toMatchObject({ class: 'cut', endedByCaller: false, marked: true });
    }
    await bench.board.setOpen('client>dead', false, 'dead');
    expect(await send('/', { to: tap }).ended).toContain('ECONNREFUSED');
    await bench.board.setOpen('client>dead', true, 'alive');
    expect(await send('/', { to: tap }).ended).not.toContain('ECONNREFUSED');
  });

  it('after a switch of protocols the bytes pass as they are', async () => {
    const id = `call-${++calls}`;
    const socket = connect({ port, host: '127.0.0.1' });
    socket.write(
      `GET /up HTTP/1.1\r\nhost: x\r\nx-call-id: ${id}\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n`,
    );
    expect(await bench.exchange((it) => it.callId === id)).toMatchObject({
      class: 'answered',
      status: 101,
    });
    socket.write(Buffer.from([0x81, 0, 1, 2]));
    let seen = Buffer.alloc(0);
    for await (const chunk of socket) {
      seen = Buffer.concat([seen, chunk]);
      if (seen.subarray(-4).equals(Buffer.from([0x81, 0, 1, 2]))) break;
    }
    socket.destroy();
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

  it('flush tells an exchange that is still open', async () => {
    const before = attempts();
    const { exchange, call } = send('/wait');
    await reaches('delivered', before);
    await bench.board.flush();
    const told = await exchange;
    expect(told).toMatchObject({ class: 'delivered', endedByCaller: false, serviceEnding: 'open' });
    expect(told.endedAtMs).toBeUndefined();
    call.destroy();
    expect(servicePort).toBeGreaterThan(0);
  });
});
