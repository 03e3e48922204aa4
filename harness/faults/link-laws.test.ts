import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Counts, Fault, FaultStep } from '../core/fault.ts';
import type { JsonObject } from '../core/json.ts';
import type { Ports } from '../core/ports.ts';
import {
  type LinkBench,
  startLinkBench,
  startService,
} from '../engines/live/switchboard/fixture/start-link-bench.ts';
import { findToxiproxy, toxiproxyVersion } from '../tools/find-toxiproxy.ts';
import { createToxiproxyDriver } from '../tools/toxiproxy-driver.ts';
import { linkCall } from './fixture/link-call.ts';
import { type LinkScene, linkScenes, type Scene } from './fixture/link-scenes.ts';
import { loadFaults } from './fixture/load-faults.ts';

// What happens below TCP only a simulation can show: see network-faults.test.ts there.
const faults = (await loadFaults()).filter(({ needs }) => needs === 'tcp' || needs === 'http');
const realIsHere = findToxiproxy()?.version === toxiproxyVersion;

const faultOf = (kind: string): Fault => {
  const fault = faults.find((one) => one.kind === kind);
  if (!fault) throw new Error(`no fault ${kind}`);
  return fault;
};

const effective = (fault: Fault, counts: Readonly<Record<string, number>>): boolean =>
  fault.effects.some((name) => (counts[name] ?? 0) > 0);

it('every fault of TCP and HTTP has a scene', () => {
  const shown = new Set(linkScenes.map((scene) => scene.kind));
  expect(faults.map((fault) => fault.kind).filter((kind) => !shown.has(kind))).toEqual([]);
});

it(`the real Toxiproxy is ${realIsHere ? 'found: the laws run on it too' : 'not found: embedded only'}`, () => {
  expect(typeof realIsHere).toBe('boolean');
});

describe.each(realIsHere ? (['embedded', 'real'] as const) : (['embedded'] as const))(
  '%s',
  (backend) => {
    let bench: LinkBench;
    let ports: Ports;
    let server: Server;
    let executed = 0;
    let link = 0;
    const links: Record<string, number> = {};
    beforeAll(async () => {
      bench = await startLinkBench(backend);
      const service = await startService(async (request, response) => {
        if (request.url === '/small') executed++;
        if (request.url === '/hang') return;
        if (request.url === '/stream') {
          for (const event of ['one', 'two', 'three']) {
            response.write(`data: ${event}\n\n`);
            // What is written in one turn becomes one chunk.
            await new Promise((go) => setImmediate(go));
          }
          return void response.end('data: [DONE]\n\n');
        }
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ ok: true, text: 'x'.repeat(200) }));
      });
      server = service.server;
      links['client>echo'] = await bench.addLink('client>echo', service.port);
      links['client>other'] = await bench.addLink('client>other', service.port);
      // Of the other ports none is asked for by a fault on links.
      ports = { tcp: bench.board.tcp, http: bench.board.http } as Ports;
    });
    afterAll(async () => {
      await bench.close();
      server.close();
      server.closeAllConnections();
    });

    const stepOf = (fault: Fault, params: JsonObject): FaultStep => ({
      id: ++link,
      kind: fault.kind,
      target: 'client>echo',
      params: fault.params.parse(params),
      when: { atMs: 0 },
      heal: 'never',
    });
    const isAsBefore = async (port: number) => {
      const call = linkCall(port);
      await call.done;
      expect(call).toMatchObject({ status: 200, code: undefined });
      const driver = createToxiproxyDriver(`http://127.0.0.1:${bench.apiPort}`);
      for (const proxy of await driver.list()) {
        expect(proxy).toMatchObject({ enabled: true, toxics: [] });
      }
    };
    const play = async (scene: LinkScene) => {
      const fault = faultOf(scene.kind);
      const port = links['client>echo'] ?? 0;
      const neighbour = links['client>other'] ?? 0;
      // What was told before its answer has arrived: the channel keeps the order.
      await bench.board.counters();
      const phasesBefore = bench.phases.length;
      const stage: Scene = {
        port,
        neighbour,
        executed: () => executed,
        attempted: () =>
          bench.phase(
            (it) =>
              it.link === 'client>echo' &&
              it.phase === 'attempted' &&
              bench.phases.indexOf(it) >= phasesBefore,
          ),
      };
      const before = await scene.before?.(stage);
      const heal = await fault.inject(ports, stepOf(fault, scene.params ?? fault.sample));
      let after: (() => Promise<void>) | undefined;
      let counts: Counts = {};
      try {
        after = await scene.play(stage, before);
      } finally {
        counts = await heal();
      }
      await after?.();
      expect(effective(fault, counts), JSON.stringify(counts)).toBe(true);
      await isAsBefore(port);
      await isAsBefore(neighbour);
    };

    it.each(linkScenes.map((scene) => [scene.kind, scene.params ?? 'sample', scene] as const))(
      '%s %j disturbs as described, counts it, and leaves no trace',
      (_kind, _params, scene) => play(scene),
    );

    it('overlapping faults heal one by one, each only itself', async () => {
      const port = links['client>echo'] ?? 0;
      const latency = faultOf('latency');
      const first = await latency.inject(ports, stepOf(latency, { latencyMs: 60 }));
      const second = await latency.inject(ports, stepOf(latency, { latencyMs: 80 }));
      const refusal = faultOf('refuse');
      const one = await refusal.inject(ports, stepOf(refusal, {}));
      const two = await refusal.inject(ports, stepOf(refusal, {}));
      const codeNow = async () => {
        const call = linkCall(port);
        await call.done;
        return { code: call.code, totalMs: call.totalMs };
      };
      await one();
      expect((await codeNow()).code).toBe('ECONNREFUSED');
      const driver = createToxiproxyDriver(`http://127.0.0.1:${bench.apiPort}`);
      const echo = (await driver.list()).find((proxy) => proxy.name === 'client>echo');
      expect(echo).toMatchObject({ enabled: false });
      await two();
      expect((await codeNow()).totalMs).toBeGreaterThan(130);
      expect((await first()).chunksDelayed).toBeGreaterThan(0);
      expect((await codeNow()).totalMs).toBeGreaterThan(75);
      await second();
      await isAsBefore(port);
    });

    it.each(faults.map((fault) => [fault.kind, fault] as const))(
      '%s has no effect on an idle link',
      async (_, fault) => {
        const heal = await fault.inject(ports, stepOf(fault, fault.sample));
        const counts = await heal();
        expect(effective(fault, counts), JSON.stringify(counts)).toBe(false);
        await isAsBefore(links['client>echo'] ?? 0);
      },
    );
  },
);
