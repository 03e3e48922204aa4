import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { CannotTellError } from '../../core/errors.ts';
import { createTinyEngine, foldersOf, type TinyEngine } from './fixture/tiny-engine.ts';
import type { tinyJob } from './fixture/tiny-job.ts';

const patient = createTinyEngine(20_000);
// Long enough for a busy machine to start a program, short enough to wait for.
const hurried = createTinyEngine(6_000);
afterAll(patient.forget);
afterAll(hurried.forget);

const failing = async (tiny: TinyEngine, id: string, given: Parameters<typeof tinyJob>[1]) => {
  const job = tiny.jobOf(id, given);
  let mainRan = false;
  const error = await tiny.engine
    .host(job, async () => {
      mainRan = true;
    })
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CannotTellError);
  expect(mainRan).toBe(false);
  expect(foldersOf(job)).toEqual([]);
  return String(error);
};

const front = (misbehaviour: string) => ({ env: { front: { MISBEHAVE: misbehaviour } } });

describe.concurrent('a service that does not come up is named, with the reason and its log', () => {
  test('it exits at start', async () => {
    const text = await failing(patient, 'exit', front('exit'));
    expect(text).toContain('front: exited with code 7 before it was ready');
    expect(text).toContain('cannot go on: no such tea');
  });

  test('it never gets ready', async () => {
    const text = await failing(hurried, 'never-ready', front('never-ready'));
    expect(text).toContain('front: not ready within 6000 ms: GET /ready answers 503');
    expect(text).toContain('"event":"started"');
  });

  test('it ignores its port', async () => {
    const text = await failing(hurried, 'ignore-port', front('ignore-port'));
    expect(text).toMatch(/nothing listens on 127\.0\.0\.1:\d+: it may ignore its port/);
  });

  test('there is no such program', async () => {
    const run = { kind: 'command', argv: ['/no/such/program'] } as const;
    const ready = { kind: 'tcp' } as const;
    const services = [
      { role: 'front', run, ready, listen: [{ env: 'PORT' }], restart: 'no' },
    ] as const;
    const text = await failing(patient, 'missing', { stack: { services, links: [] } });
    expect(text).toContain('front: could not be started (spawn /no/such/program ENOENT)');
  });
});

test('a port that others keep taking ends the run after three attempts', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  const PORT = typeof address === 'object' ? String(address?.port) : '';
  const text = await failing(patient, 'taken', { env: { back: { PORT } } });
  expect(text).toContain('taken by others 3 times in a row: back');
});
