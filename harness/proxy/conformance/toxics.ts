import { describe, expect, it } from 'vitest';
import type { ConformanceBench, LinkUnderTest, ToxicBody } from './bench.ts';

// Long enough that only a removal or an update can explain what comes.
const VERY_LONG_MS = 600_000;

/** Runs something and tells how long it took; only lower bounds are asked of it. */
async function elapsedMs(run: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await run();
  return performance.now() - startMs;
}

/** What each toxic does to a link, from its start and on a live connection. */
export function describeToxics(bench: ConformanceBench): void {
  const add = (link: LinkUnderTest, toxic: ToxicBody) =>
    bench.must('POST', `/proxies/${link.name}/toxics`, { name: 't', ...toxic });
  const update = (link: LinkUnderTest, attributes: object) =>
    bench.must('POST', `/proxies/${link.name}/toxics/t`, { attributes });
  const remove = (link: LinkUnderTest) => bench.must('DELETE', `/proxies/${link.name}/toxics/t`);

  describe('latency', () => {
    it('delays data and not the connecting, on its own direction only', async () => {
      const link = await bench.link();
      await add(link, { type: 'latency', attributes: { latency: 200 } });
      const { client, service } = await link.open();
      client.socket.write('question');
      await service.receives(8);
      const tookMs = await elapsedMs(async () => {
        service.socket.write('answer');
        await client.receives(6);
      });
      expect(tookMs).toBeGreaterThanOrEqual(199);
    });

    it('acts on a live connection, and gives back what it holds when removed', async () => {
      const link = await bench.link();
      const { client, service } = await link.open();
      service.socket.write('1');
      await client.receives(1);
      await add(link, { type: 'latency', attributes: { latency: VERY_LONG_MS } });
      service.socket.write('2');
      // A round trip the other way shows that the proxy had its time to pass it on.
      client.socket.write('ping');
      await service.receives(4);
      expect(client.text).toBe('1');
      await remove(link);
      expect(await client.receives(2)).toBe('12');
      service.socket.write('3');
      expect(await client.receives(3)).toBe('123');
    });

    it('keeps each chunk that it holds as it was', async () => {
      const link = await bench.link();
      await add(link, { type: 'latency', attributes: { latency: VERY_LONG_MS } });
      const { client, service } = await link.open();
      for (let round = 1; round <= 5; round++) {
        service.socket.write(String(round).repeat(3));
        client.socket.write('?');
        await service.receives(round);
      }
      await remove(link);
      expect(await client.receives(15)).toBe('111222333444555');
    });

    it('lets data go on when an update interrupts its wait', async () => {
      const link = await bench.link();
      await add(link, { type: 'latency', attributes: { latency: VERY_LONG_MS } });
      const { client, service } = await link.open();
      service.socket.write('1');
      client.socket.write('ping');
      await service.receives(4);
      await update(link, { latency: 0 });
      service.socket.write('2');
      expect(await client.receives(2)).toBe('12');
    });

    it('spares all connections at toxicity 0', async () => {
      const link = await bench.link();
      const attributes = { latency: VERY_LONG_MS };
      await add(link, { type: 'latency', toxicity: 0, attributes });
      const { client, service } = await link.open();
      service.socket.write('hello');
      expect(await client.receives(5)).toBe('hello');
    });
  });

  describe('bandwidth', () => {
    it('takes its time for what it passes', async () => {
      const link = await bench.link();
      await add(link, { type: 'bandwidth', stream: 'upstream', attributes: { rate: 20 } });
      const { client, service } = await link.open();
      const tookMs = await elapsedMs(async () => {
        client.socket.write(Buffer.alloc(6_000, 'x'));
        await service.receives(6_000);
      });
      expect(tookMs).toBeGreaterThanOrEqual(290);
    });

    it('holds all data at rate 0; an update lets it go', async () => {
      const link = await bench.link();
      await add(link, { type: 'bandwidth', attributes: { rate: 0 } });
      const { client, service } = await link.open();
      service.socket.write('held');
      client.socket.write('ping');
      await service.receives(4);
      expect(client.text).toBe('');
      await update(link, { rate: 1000 });
      expect(await client.receives(4)).toBe('held');
    });
  });

  describe('slow_close', () => {
    it('passes data at once and holds back the end', async () => {
      const link = await bench.link();
      await add(link, { type: 'slow_close', attributes: { delay: 200 } });
      const { client, service } = await link.open();
      service.socket.end('bye');
      expect(await client.receives(3)).toBe('bye');
      expect(await elapsedMs(() => client.ending)).toBeGreaterThanOrEqual(150);
    });

    it('gives back the end that it holds when removed', async () => {
      const link = await bench.link();
      await add(link, { type: 'slow_close', attributes: { delay: VERY_LONG_MS } });
      const { client, service } = await link.open();
      service.socket.end('bye');
      await client.receives(3);
      await remove(link);
      expect(await client.ending).toBe('fin');
    });
  });

  describe('slicer', () => {
    it('keeps bytes and order', async () => {
      const link = await bench.link();
      const attributes = { average_size: 100, size_variation: 50, delay: 10 };
      await add(link, { type: 'slicer', attributes });
      const { client, service } = await link.open();
      const payload = Buffer.from(Array.from({ length: 20_000 }, (_, index) => index % 251));
      service.socket.end(payload);
      await client.ending;
      expect(client.bytes.equals(payload)).toBe(true);
    });

    it('is seen as small pieces when they are far enough apart', async () => {
      const link = await bench.link();
      const attributes = { average_size: 10, size_variation: 0, delay: 5_000 };
      await add(link, { type: 'slicer', attributes });
      const { client, service } = await link.open();
      service.socket.write(Buffer.alloc(100, 'x'));
      await client.receives(100);
      expect(client.chunks.length).toBeGreaterThan(1);
      expect(client.chunks[0]?.length).toBeLessThan(100);
    });
  });
}
