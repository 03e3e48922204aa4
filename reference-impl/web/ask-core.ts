import { z } from 'zod';
import { CallFailed } from '../client/call-failed.ts';
import { postWithRetry } from '../client/post-with-retry.ts';
import type { CallAnswer, ServiceClient } from '../client/service-client.ts';
import type { StateRoute } from './state-route.ts';

const answerShape = z.object({
  answer: z.string(),
  model: z.string(),
  executedBy: z.string().optional(),
});

/** What the core made of a message. */
type CoreAnswer = z.output<typeof answerShape>;

/** A message on its way to the core, from the queue (`chat`) or from somebody who waits (`ui`). */
export interface Packet {
  readonly key: string;
  readonly text: string;
  readonly source: 'chat' | 'ui';
  readonly signal: AbortSignal;
}

/** Asks the core, live or candidate as the HA state says. */
export type AskCore = (packet: Packet) => Promise<CoreAnswer>;

/** Tells that the core said yes, and then something that is no answer. */
export class NotAnAnswer extends Error {
  constructor() {
    super('the core answered with status 200 and a body that is no answer');
    this.name = 'NotAnAnswer';
  }
}

/** Who answered a call in the end. */
export type ServedBy = 'primary' | 'fallback' | 'nobody';

/** Creates the one way to the core, which both paths of `web` take. */
export function createAskCore(
  client: ServiceClient,
  route: StateRoute,
  served: (by: ServedBy) => void = () => undefined,
): AskCore {
  return async ({ key, text, source, signal }) => {
    const via = await route.choose();
    const body = { key, text, source };
    let answer: CallAnswer;
    try {
      answer = await postWithRetry(client, { path: '/process_packet', body, key, via, signal });
    } catch (error) {
      served('nobody');
      if (via === 'fallback' && error instanceof CallFailed) route.candidateFailed();
      throw error;
    }
    served(answer.servedBy);
    if (answer.servedBy === 'primary') route.liveSucceeded();
    const parsed = answerShape.safeParse(answer.body);
    if (!parsed.success) throw new NotAnAnswer();
    return parsed.data;
  };
}
