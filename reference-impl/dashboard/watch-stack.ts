import { Agent } from 'node:http';
import type { Asking } from './ask-json.ts';
import { askChanges, askHaStatus, unknownHa } from './ask-orchestrator.ts';
import type { BreakerRow, HaView, ServiceRow } from './dashboard-state.ts';
import type { Happenings } from './happenings.ts';
import { type Look, lookAtService, type WatchedService } from './look-at-service.ts';

/** What is watched, and who hears of it. */
export interface WatchOptions {
  readonly services: readonly WatchedService[];
  /** Base address of the orchestrator; empty when there is none. */
  readonly orchestrator: string;
  readonly pollMs: number;
  readonly limitMs: number;
  readonly look: () => Promise<unknown>;
  readonly happenings: Pick<Happenings, 'add'>;
  readonly changed: () => void;
}

/** Looks at the whole stack again and again, but only while somebody looks at the page. */
export interface StackWatch {
  start(): void;
  stop(): void;
  readonly services: readonly ServiceRow[];
  readonly breakers: readonly BreakerRow[];
  readonly ha: HaView;
}

/** Creates a watch that does not look yet; a stack that nobody looks at sees none of its requests. */
export function createStackWatch(options: WatchOptions): StackWatch {
  const { services, happenings, changed } = options;
  const rows = new Map(services.map(({ name }) => [name, unknownRow(name)]));
  const breakers = new Map<string, readonly BreakerRow[]>();
  let ha = unknownHa;
  let running: AbortController | undefined;

  const take = (name: string, look: Look): void => {
    const before = rows.get(name) ?? unknownRow(name);
    const nowMs = Date.now();
    const { condition, reasons, startedAtMs } = look;
    const isFirst = before.condition === 'unknown';
    if (condition !== before.condition && !isFirst) {
      const facts = { name, from: before.condition, to: condition, reason: reasons.join('; ') };
      happenings.add({ kind: 'service', ...facts }, { atMs: nowMs });
    }
    const same = condition === before.condition;
    const firstMs = condition === 'ready' ? (startedAtMs ?? nowMs) : nowMs;
    const sinceMs = same ? before.sinceMs : isFirst ? firstMs : nowMs;
    rows.set(name, { name, condition, sinceMs, reasons });
    const told = Object.entries(look.breakers);
    breakers.set(
      name,
      told.map(([breaker, status]) => ({ service: name, name: breaker, status })),
    );
    changed();
  };
  const takeHa = async (asking: Asking): Promise<void> => {
    const before = ha;
    const next = await askHaStatus(options.orchestrator, before, asking);
    if (asking.signal.aborted) return;
    ha = next;
    changed();
    if (ha.sinceMs === before.sinceMs && before.state !== 'unknown') return;
    for (const { id, atMs, facts } of await askChanges(options.orchestrator, asking)) {
      happenings.add(facts, { atMs, id });
    }
  };
  const round = async (asking: Asking): Promise<void> => {
    const looks = services.map(async (service) => {
      const look = await lookAtService(service, asking);
      if (!asking.signal.aborted) take(service.name, look);
    });
    await Promise.all([
      ...looks,
      options.look(),
      options.orchestrator ? takeHa(asking) : undefined,
    ]);
  };
  const watch = async (signal: AbortSignal): Promise<void> => {
    // A connection of its own for each look: a kept one says something of the last look.
    const agent = new Agent({ keepAlive: false });
    while (!signal.aborted) {
      await round({ agent, limitMs: options.limitMs, signal });
      await pause(options.pollMs, signal);
    }
  };
  return {
    start() {
      if (running !== undefined) return;
      running = new AbortController();
      void watch(running.signal);
    },
    stop() {
      running?.abort();
      running = undefined;
    },
    get services() {
      return [...rows.values()];
    },
    get breakers() {
      return [...breakers.values()].flat();
    },
    get ha() {
      return ha;
    },
  };
}

function unknownRow(name: string): ServiceRow {
  return { name, condition: 'unknown', sinceMs: null, reasons: [] };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
