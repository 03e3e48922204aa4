import { type ApiCall, type ApiReply, callApi } from './api-call.ts';
import { connectTo, type Peer, Service } from './peer.ts';

/** A client and its service with a proxy between them. */
export interface LinkUnderTest {
  readonly name: string;
  readonly listen: string;
  readonly service: Service;
  /** Connects a client and waits until the proxy has connected to the service. */
  open(): Promise<{ readonly client: Peer; readonly service: Peer }>;
}

/** A toxic as the tests write it; the rest is Toxiproxy's default. */
export interface ToxicBody {
  readonly type: string;
  readonly stream?: 'upstream' | 'downstream';
  readonly name?: string;
  readonly toxicity?: number;
  readonly attributes?: object;
}

/** A server that a test has started, of whichever backend. */
interface ServerUnderTest {
  readonly url: string;
  close(): Promise<void>;
}

/** One running server, and everything that a test made on it. */
export class ConformanceBench {
  #server: ServerUnderTest | undefined;
  #links = 0;
  readonly #services: Service[] = [];
  readonly #clients: Peer[] = [];

  use(server: ServerUnderTest): void {
    this.#server = server;
  }

  /** Ends what the tests made; proxies go too, so that each test starts with none. */
  async clear(): Promise<void> {
    for (const { socket } of this.#clients.splice(0)) socket.destroy();
    await Promise.all(this.#services.splice(0).map((service) => service.close()));
    const { body } = await this.call({ method: 'GET', path: '/proxies' });
    for (const name of Object.keys(JSON.parse(body) as object)) {
      await this.call({ method: 'DELETE', path: `/proxies/${encodeURIComponent(name)}` });
    }
  }

  async stop(): Promise<void> {
    await this.#server?.close();
  }

  async call(call: ApiCall): Promise<ApiReply> {
    return await callApi(this.#server?.url ?? '', call);
  }

  /** A call that must succeed; returns its JSON. */
  async must(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const reply = await this.call({ method, path, body });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.body}`);
    // Every success of the API but 204 is a JSON object.
    return reply.body === '' ? {} : (JSON.parse(reply.body) as Record<string, unknown>);
  }

  /** A service, and a proxy before it with these toxics. */
  async link(toxics: readonly ToxicBody[] = [], extra: object = {}): Promise<LinkUnderTest> {
    const service = new Service();
    this.#services.push(service);
    const upstream = await service.listen();
    const name = `link${++this.#links}`;
    const body = { name, listen: '127.0.0.1:0', upstream, ...extra };
    const { listen } = await this.must('POST', '/proxies', body);
    for (const toxic of toxics) await this.must('POST', `/proxies/${name}/toxics`, toxic);
    const address = String(listen);
    return {
      name,
      listen: address,
      service,
      open: async () => ({
        client: await this.connect(address),
        service: await service.nextPeer(),
      }),
    };
  }

  async connect(address: string): Promise<Peer> {
    const client = await connectTo(address);
    this.#clients.push(client);
    return client;
  }
}
