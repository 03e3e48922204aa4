import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LinkBench, startLinkBench, startService } from './fixture/start-link-bench.ts';

let bench: LinkBench;
let port = 0;
beforeAll(async () => {
  bench = await startLinkBench('embedded');
  const service = await startService((req, res) => {
    req.resume().on('end', () => {
      res.end('hello');
    });
  });
  port = await bench.addLink('client>echo', service.port);
});
afterAll(() => bench.close());

it('tells a whole exchange', async () => {
  const res = await fetch(`http://127.0.0.1:${port}/x?secret=1`, {
    method: 'POST',
    body: 'abc',
    headers: { 'x-call-id': 'c1', 'idempotency-key': 'k1' },
  });
  expect(await res.text()).toBe('hello');
  const exchange = await bench.exchange(() => true);
  console.log(exchange, bench.phases);
});
