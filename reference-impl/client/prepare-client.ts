import { expect, onTestFinished } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { CallFailed } from './call-failed.ts';
import {
  type MisbehavingServer,
  type Misbehaviour,
  startMisbehavingServer,
} from './misbehaving-server.ts';
import { createServiceClient, type ServiceClientOptions } from './service-client.ts';

/** Starts a misbehaving server for the length of one test. */
export async function start(...behaviours: Misbehaviour[]): Promise<MisbehavingServer> {
  const server = await startMisbehavingServer(...behaviours);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

/** Creates a client that does not really wait between attempts, for the length of one test. */
export function createClient(
  options: Partial<ServiceClientOptions> & { readonly baseUrl: string },
) {
  const log = createMemoryLog();
  const waits: number[] = [];
  const client = createServiceClient({
    retry: { maxRetries: 3, baseDelayMs: 100 },
    limits: { connectMs: 10_000, readMs: 10_000 },
    route: 'core',
    log,
    random: () => 0.5,
    sleep: async (ms) => void waits.push(ms),
    ...options,
  });
  onTestFinished(() => client.close());
  const post = (key?: string) =>
    client.call({ path: '/process_packet', body: { text: 'hi' }, ...(key && { key }) });
  return { client, log, waits, post };
}

/** Gives the `CallFailed` that a call must end with. */
export async function failureOf(promise: Promise<unknown>): Promise<CallFailed> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CallFailed);
  return error as CallFailed; // checked by the line before
}
