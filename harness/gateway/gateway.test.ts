import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, type Server as NetServer } from 'node:net';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createGateway } from './gateway.ts';
import type { ConnectionSight } from './gateway-observer.ts';
import { type HttpFaults, loadHttpFaults } from './load-http-faults.ts';
import { createRuleBook, type RuleBook } from './rule-book.ts';

/** On a busy machine a condition may take its time. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });

let faults: HttpFaults;
let rules: RuleBook;
let service: Server;
let gateway: NetServer;
let agent: Agent;
let seen: string[];
let written: number[];
let connections: number;
let received: number;
const open: ((text: string | null) => void)[] = [];

const sight: ConnectionSight = {
  received: () => void received++,
  sent: () => {},
  request: (head) => {
    seen.push(head.firstLine);
    return {
      delivered: () => seen.push('delivered'),
      serviceHead: (status) => seen.push(`head ${status}`),
      serviceEnd: () => seen.push('end'),
      touched: (step) => seen.push(`step ${step}`),
    };
  },
  passed: () => {},
  serviceRefused: () => seen.push('refused'),
  ended: () => {},
  closed: () => seen.push('closed'),
};

const listen = async (server: NetServer): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It listens on a TCP port.
  return (server.address() as AddressInfo).port;
};

beforeAll(async () => {
  faults = await loadHttpFaults();
});
beforeEach(async () => {
  rules = createRuleBook(faults);
  seen = [];
  written = [];
  connections = 0;
  received = 0;
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  service = createServer((req, res) => {
    if (req.url === '/open') {
      open.push((text) => (text === null ? res.end() : res.write(text)));
    } else if (req.url === '/big') flood(res);
    else req.pipe(res);
  });
  const port = await listen(service);
  gateway = createGateway({
    service: { host: '127.0.0.1', port },
    protocol: 'http',
    rules,
    nowMs: () => performance.now(),
    accept: () => {
      connections++;
      return sight;
    },
  });
  await listen(gateway);
});
afterEach(() => {
  agent.destroy();
  gateway.close();
  service.close();
  service.closeAllConnections();
  open.length = 0;
});

/** Writes as fast as it is taken, and notes how far it has come. */
const flood = (res: ServerResponse): void => {
  const piece = Buffer.alloc(1_000_000, 'b');
  let sent = 0;
  const go = () => {
    while (sent < 64_000_000) {
      sent += piece.length;
      if (!res.write(piece)) return void res.once('drain', go);
    }
    res.end();
  };
  const notes = setInterval(() => written.push(sent), 5);
  res.on('close', () => clearInterval(notes));
  go();
};

const portOfGateway = () => (gateway.address() as AddressInfo).port;

const ask = async (path: string, body = ''): Promise<IncomingMessage> => {
  const options = { host: '127.0.0.1', port: portOfGateway(), path, method: 'POST', agent };
  const [answer] = await once(request(options).end(body), 'response');
  return answer;
};
const textOf = async (answer: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of answer) text += chunk;
  return text;
};
const rule = (fault: string, params = {}, select = {}) => rules.add(4, { fault, params, select });

it('a connection lives on through answers of the gateway and of the service', async () => {
  const heal = rule('status', { status: 503, when: 'instead', body: 'no' }, { every: 2 });
  for (const expected of ['a', 'no', 'c', 'no']) {
    const answer = await ask('/echo', expected === 'no' ? 'unheard' : expected);
    expect(await textOf(answer)).toBe(expected);
    expect(answer.headers['x-holdfast-step']).toBe(expected === 'no' ? '4' : undefined);
  }
  expect(heal()).toEqual({ responsesReplaced: 2 });
  expect(connections).toBe(1);
  expect(seen.filter((it) => it === 'delivered')).toHaveLength(2);
  expect(seen.filter((it) => it === 'step 4')).toHaveLength(2);
});

it('executes first where the answer is replaced, and tells what the service said', async () => {
  rule('status', { status: 500, when: 'afterExecution' });
  expect((await ask('/echo', 'x')).statusCode).toBe(500);
  expect(seen.filter((it) => it !== 'closed')).toEqual([
    'POST /echo HTTP/1.1',
    'step 4',
    'delivered',
    'head 200',
    'end',
  ]);
});

it('passes a stream on as it comes', async () => {
  const answer = ask('/open');
  await eventually(() => open.length).toBe(1);
  open[0]?.('one');
  const stream = await answer;
  expect(String((await once(stream, 'data'))[0])).toBe('one');
  open[0]?.('two');
  expect(String((await once(stream, 'data'))[0])).toBe('two');
  open[0]?.(null);
  await once(stream, 'end');
});

it('stops a stream at the byte, and lets it go on at the heal', async () => {
  // The chunk's own size line is 3 bytes.
  const heal = rule('stallMidStream', { afterBytes: 5 });
  const answer = ask('/open');
  await eventually(() => open.length).toBe(1);
  open[0]?.('abcdef');
  const stream = await answer;
  expect(String((await once(stream, 'data'))[0])).toBe('ab');
  open[0]?.('ghi');
  open[0]?.(null);
  await eventually(() => seen).toContain('end');
  const counts = heal();
  expect(await textOf(stream)).toBe('cdefghi');
  expect(counts).toMatchObject({ responsesStalled: 1 });
  expect(await textOf(await ask('/echo', 'next'))).toBe('next');
});

it('a rule healed before its time has come does nothing later', async () => {
  const heal = rule('stallMidStream', { afterBytes: 9 });
  const answer = ask('/open');
  await eventually(() => open.length).toBe(1);
  open[0]?.('a');
  const stream = await answer;
  await once(stream, 'data');
  expect(heal()).toEqual({});
  open[0]?.('bcdefgh');
  open[0]?.(null);
  expect(await textOf(stream)).toBe('bcdefgh');
});

it('a large answer that is held comes whole after the heal, and waits mostly at the service', async () => {
  const heal = rule('stallAfterHeaders');
  const stream = await ask('/big');
  // The service can write on only while somebody takes it in.
  await eventually(() => written.length > 0 && written.at(-1) === written.at(-9)).toBe(true);
  expect(written.at(-1)).toBeLessThan(40_000_000);
  heal();
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.length;
  expect(bytes).toBe(64_000_000);
});

it('closes after its own answer where the caller asked for that', async () => {
  rule('status', { status: 503, when: 'instead' });
  const socket = connect(portOfGateway(), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  let text = '';
  for await (const chunk of socket) text += chunk;
  expect(text).toMatch(/^HTTP\/1.1 503 .*\r\nconnection: close\r\n/s);
});

it('leaves pipelined requests alone', async () => {
  rule('status', { status: 503, when: 'instead' }, { path: '/echo' });
  const socket = connect(portOfGateway(), '127.0.0.1');
  const one = 'POST /open HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n';
  const two = 'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nhi';
  socket.write(one + two);
  await eventually(() => open.length).toBe(1);
  open[0]?.(null);
  let text = '';
  for await (const chunk of socket) {
    text += chunk;
    if (text.includes('hi')) break;
  }
  expect(text).not.toContain('503');
  socket.destroy();
});

it('waits for a slow head only while there is a rule that may want it', async () => {
  const socket = connect(portOfGateway(), '127.0.0.1');
  const arrives = once(service, 'request');
  socket.write('POST /echo HTTP/1.1\r\nho');
  await eventually(() => received).toBe(1);
  rule('status', { status: 503, when: 'instead' });
  socket.write('st: x\r\ncontent-length: 0\r\n\r\n');
  // Part of its head had left: it is the service's now.
  await arrives;
  expect(seen).not.toContain('step 4');
  socket.destroy();
});

it('closes when nobody accepts at the service', async () => {
  service.close();
  await once(service, 'close');
  const socket = connect(portOfGateway(), '127.0.0.1');
  const closed = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
  socket.write('GET / HTTP/1.1\r\n\r\n');
  await closed;
  expect(seen).toContain('refused');
  await eventually(() => seen).toContain('closed');
});
