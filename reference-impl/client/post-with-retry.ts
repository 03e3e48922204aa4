import type { CallAnswer, ServiceClient } from './service-client.ts';

/** One message that `web` posts to the core, from the queue or from somebody who waits. */
export interface Post {
  readonly path: string;
  readonly body: unknown;
  readonly key: string;
  readonly callId?: string;
  readonly signal?: AbortSignal;
  readonly via?: 'primary' | 'fallback';
}

/**
 * Posts a message to the core on both paths of `web`. The key is not optional here: with it, an
 * answer that was lost on its way may be asked for again.
 */
export function postWithRetry(client: ServiceClient, post: Post): Promise<CallAnswer> {
  return client.call({ ...post, method: 'POST' });
}
