import http from 'node:http';
import type { Observe, Probe, Probes } from '../probe.ts';
import { brokenAnswers, rawServer } from '../raw-server.ts';
import { describeError, listening, shut, watch } from '../tools.ts';

/** The whole life of one request by `http`, with how its answer ended. */
const observeHttp = async (observe: Observe, port: number): Promise<void> => {
  await new Promise<void>((resolve) => {
    const request = http.get({ port, host: '127.0.0.1', agent: false }, (response) => {
      observe(`client: status ${response.statusCode}`);
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      watch(observe, 'response', { emitter: response, events: ['end', 'aborted', 'error'] });
      response.on('close', () => observe(`response: ${text} ${response.complete}`));
    });
    watch(observe, 'client', { emitter: request, events: ['error', 'continue'] });
    request.on('close', resolve);
  });
};

const observeFetch = async (observe: Observe, port: number): Promise<void> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    observe(`client: status ${response.status}`);
    observe(`client: ${await response.text()}`);
  } catch (error) {
    const { cause } = error as Error;
    observe(`client: ${describeError(error)}`);
    // Where a parser stopped is told by another error of the same code.
    observe(`client: because ${cause === undefined ? 'nothing' : describeError(cause)}`);
  }
};

const probeOf = (
  answer: (typeof brokenAnswers)[string],
  observeClient: (observe: Observe, port: number) => Promise<void>,
): Probe => {
  return async (observe) => {
    const server = rawServer(answer);
    await observeClient(observe, await listening(server));
    await shut(server);
  };
};

/** Every broken answer, as `http` and as `fetch` see it. */
export const brokenAnswerProbes: Probes = Object.fromEntries(
  Object.entries(brokenAnswers).flatMap(([name, answer]) => [
    [`http, ${name}`, probeOf(answer, observeHttp)],
    [`fetch, ${name}`, probeOf(answer, observeFetch)],
  ]),
);
