import type { History, SignalEvent } from '../../harness/core/history.ts';
import type { LaneSpan, Lanes, ProcessLane } from '../../harness/core/run-detail.ts';
import { overMs } from './over-ms.ts';

interface Bounds {
  readonly beginMs: number;
  readonly endMs: number;
}
type Change<Value extends string> = { readonly atMs: number; readonly value: Value };
type ProcessState = ProcessLane['spans'][number]['value'];

const stateAfter = {
  started: 'starting',
  ready: 'up',
  terminated: 'terminating',
  paused: 'paused',
  resumed: 'up',
  exited: 'dead',
} as const;

/** Turns changes into stretches without gaps; equal neighbours become one. */
const spansOf = <Value extends string>(
  changes: readonly Change<Value>[],
  endMs: number,
): readonly (LaneSpan & { readonly value: Value })[] => {
  const distinct = changes.filter(({ value }, at) => value !== changes[at - 1]?.value);
  return distinct
    .map(({ atMs, value }, at) => ({ fromMs: atMs, toMs: distinct[at + 1]?.atMs ?? endMs, value }))
    .filter(({ fromMs, toMs }) => toMs > fromMs);
};

const processLanes = (history: History, { endMs }: Bounds): readonly ProcessLane[] => {
  const changes = new Map<string, Change<ProcessState>[]>();
  const untilMs = overMs(history);
  for (const event of history.events) {
    if (event.type !== 'process' || event.atMs > untilMs) continue;
    const list = changes.get(event.role) ?? [];
    changes.set(event.role, list);
    list.push({ atMs: event.atMs, value: stateAfter[event.what] });
  }
  return [...changes].map(([role, list]) => ({ role, spans: spansOf(list, endMs) }));
};

/** Which lane a signal belongs to, and the value it takes there. */
const laneChange = ({ name, value, role }: SignalEvent): readonly [string, string] | undefined => {
  if (name === 'haState') return ['HA state', String(value.to ?? value.state)];
  if (name === 'haEvaluation') return ['HA state', String(value.state)];
  if (name === 'stateRoute') return ['active endpoint', String(value.to)];
  if (name === 'maintenance') return [`maintenance (${role})`, value.on === true ? 'on' : 'off'];
  if (name === 'breaker') {
    return [`breaker ${String(value.name ?? role)}`, String(value.to ?? value.state)];
  }
  return undefined;
};

/** What a lane shows before its first signal. */
const initially: Readonly<Record<string, string>> = { 'active endpoint': 'live' };

const stateLanes = (history: History, { beginMs, endMs }: Bounds): Lanes['states'] => {
  const lanes = new Map<string, Change<string>[]>();
  for (const event of history.events) {
    const change = event.type === 'signal' ? laneChange(event) : undefined;
    if (!change) continue;
    const [name, value] = change;
    const first = initially[name] ?? (name.startsWith('maintenance') ? 'off' : undefined);
    const list = lanes.get(name) ?? (first ? [{ atMs: beginMs, value: first }] : []);
    lanes.set(name, list);
    list.push({ atMs: event.atMs, value });
  }
  return [...lanes].map(([name, changes]) => ({ name, spans: spansOf(changes, endMs) }));
};

const signals = (history: History, name: string): readonly SignalEvent[] =>
  history.events.filter((event) => event.type === 'signal').filter((event) => event.name === name);

const depthOf = ({ value }: SignalEvent): number => {
  const parts = [value.pending, value.inFlight].filter((part) => typeof part === 'number');
  return parts.length > 0 ? parts.reduce((sum, part) => sum + part, 0) : Number(value.depth ?? 0);
};

/** The lanes under the latency: processes, states the stack told, queue depth, checkpoints. */
export const lanesOf = (history: History, bounds: Bounds): Lanes => ({
  processes: processLanes(history, bounds),
  states: stateLanes(history, bounds),
  queue: signals(history, 'queue').map((event) => ({ atMs: event.atMs, depth: depthOf(event) })),
  checkpoints: signals(history, 'checkpoint').map(({ atMs, role, value }) => ({
    atMs,
    ok: value.ok === true,
    label: [role, value.part, value.reason].filter((part) => typeof part === 'string').join(', '),
  })),
});
