import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { siblingProgram } from './sibling-program.ts';

test('the client host ends when its harness is gone', async () => {
  const child = fork(siblingProgram('client-host'), { execArgv: [] });
  child.send({ type: 'drain', id: 1 });
  const [answer] = await once(child, 'message');
  expect(answer).toEqual({
    type: 'failed',
    id: 1,
    message: 'client host: "connect" should come first',
  });
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
