import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** What a server answered, as far as a client can rely on it. */
export interface ApiReply {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

/** A request as written, so that odd methods, paths and bodies arrive unchanged. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends one request to a server's API; a string body goes as it is, anything else as JSON. */
export async function callApi(url: string, call: ApiCall): Promise<ApiReply> {
  const { hostname, port } = new URL(url);
  return await new Promise((resolve, reject) => {
    const { method, path, headers = {} } = call;
    // A connection of its own: the server may be closed right after.
    const sent = request({ hostname, port, method, path, headers, agent: false }, async (reply) => {
      const body = await text(reply);
      resolve({ status: reply.statusCode ?? 0, type: reply.headers['content-type'], body });
    });
    sent.on('error', reject);
    if (call.body === undefined) sent.end();
    else sent.end(typeof call.body === 'string' ? call.body : JSON.stringify(call.body));
  });
}
