import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a model does when it is asked for something. */
export type Behaviour = 'answers' | 'refuses' | 'hangs' | 'fails';

/** One question, by the model that it was put to and the reference of its prompt. */
export interface AskedModel {
  readonly model: string;
  readonly reference: string;
}

/** All models of the pipeline on one port, which do as they are told; for tests. */
export interface ScriptedModels extends AsyncDisposable {
  /** The variables by which a pipeline finds them. */
  readonly env: Readonly<Record<string, string>>;
  readonly asked: readonly AskedModel[];
  /** How each question is answered from now on. */
  behave(decide: (asked: AskedModel) => Behaviour): void;
}

/** Starts the models; they answer until they are told otherwise. */
export async function startScriptedModels(): Promise<ScriptedModels> {
  const asked: AskedModel[] = [];
  let decide: (asked: AskedModel) => Behaviour = () => 'answers';
  const server = createServer((request, response) => {
    const one = {
      model: modelOf(request),
      reference: String(request.headers['x-idempotency-key']),
    };
    asked.push(one);
    request.resume();
    const behaviour = decide(one);
    if (behaviour === 'hangs') return;
    const status = { answers: 200, refuses: 400, fails: 503 }[behaviour];
    response.writeHead(status, { 'content-type': 'application/json' });
    const message = {
      role: 'assistant',
      content: `1. do ${one.reference}\n2. test it\n3. ship it`,
    };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    response.end(JSON.stringify({ id: 'x', object: 'chat.completion', model: 'm', choices }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an address object.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: {
      ...{ PRIME_ENDPOINT: url, GROQ_ENDPOINT: url, GROQ_API_KEY: 'key' },
      ...{ OPENAI_ENDPOINT: url, OPENAI_API_KEY: 'key' },
    },
    asked,
    behave(wanted) {
      decide = wanted;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The pipeline's call ids begin with the model's name. */
const modelOf = ({ headers }: IncomingMessage): string =>
  String(headers['x-call-id']).split('#', 1)[0] ?? '';
