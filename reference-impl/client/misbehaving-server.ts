import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What the server does with a request, one row of the table of failures each; for tests. */
export type Misbehaviour =
  | 'closeOnRequest'
  | 'resetOnRequest'
  | 'resetBeforeWholeRequest'
  | 'shortBody'
  | 'resetInBody'
  | 'brokenChunk'
  | 'cutChunks'
  | 'badJson'
  | 'garbage'
  | 'hang'
  | 'hangInBody'
  | 'neverReads'
  | { readonly status: number; readonly body?: string };

/** A request as the server saw it. */
interface SeenRequest {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server that misbehaves on purpose: the n-th request gets the n-th behaviour, later the last. */
export interface MisbehavingServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: SeenRequest[];
  readonly connections: () => number;
}

/** Starts a misbehaving server on loopback. */
export async function startMisbehavingServer(
  ...behaviours: readonly Misbehaviour[]
): Promise<MisbehavingServer> {
  const sockets = new Set<Socket>();
  const requests: SeenRequest[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    const next = () => behaviours[Math.min(requests.length, behaviours.length - 1)] ?? 'hang';
    let received = '';
    if (next() === 'neverReads') return;
    socket.on('data', (piece) => {
      if (next() === 'resetBeforeWholeRequest') {
        requests.push({ line: '', headers: {}, body: '' });
        socket.resetAndDestroy();
        return;
      }
      received += piece.toString('latin1');
      const request = parseRequest(received);
      if (!request) return;
      received = '';
      const behaviour = next();
      requests.push(request);
      misbehave(socket, behaviour);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // listening on TCP, so not a path or null
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Gives the address of a port that was free a moment ago, so a connection is refused. */
export async function closedAddress(): Promise<string> {
  await using server = await startMisbehavingServer('hang');
  return server.url;
}

function misbehave(socket: Socket, behaviour: Misbehaviour): void {
  if (typeof behaviour === 'object') {
    const body = behaviour.body ?? '{"ok":true}';
    socket.write(`${head(behaviour.status)}content-length: ${Buffer.byteLength(body)}\r\n\r\n`);
    socket.write(body);
    return;
  }
  const rawHead = head(200);
  switch (behaviour) {
    case 'closeOnRequest':
      return void socket.end();
    case 'resetOnRequest':
    case 'resetBeforeWholeRequest':
      return void socket.resetAndDestroy();
    case 'shortBody':
      return void socket.end(`${rawHead}content-length: 100\r\n\r\n{"half"`);
    case 'resetInBody':
      return void socket.write(`${rawHead}content-length: 100\r\n\r\n{"half"`, () =>
        // The reset must follow the bytes, not overtake them in the client's kernel.
        socket.resetAndDestroy(),
      );
    case 'brokenChunk':
      return void socket.write(`${rawHead}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`);
    case 'cutChunks':
      return void socket.end(`${rawHead}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`);
    case 'badJson':
      return void socket.write(`${rawHead}content-length: 5\r\n\r\n{"a":`);
    case 'garbage':
      return void socket.end('what is this\r\n\r\n');
    case 'hangInBody':
      return void socket.write(`${rawHead}content-length: 100\r\n\r\n{"half"`);
    case 'hang':
    case 'neverReads':
      return;
  }
}

function head(status: number): string {
  return `HTTP/1.1 ${status} Said\r\ncontent-type: application/json\r\n`;
}

function parseRequest(received: string): SeenRequest | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [line = '', ...lines] = received.slice(0, end).split('\r\n');
  const headers: Record<string, string> = {};
  for (const text of lines) {
    const colon = text.indexOf(':');
    headers[text.slice(0, colon).toLowerCase()] = text.slice(colon + 1).trim();
  }
  const body = received.slice(end + 4);
  if (body.length < Number(headers['content-length'] ?? 0)) return undefined;
  return { line, headers, body };
}
