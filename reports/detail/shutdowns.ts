import type { History, ProcessEvent, SignalEvent } from '../../harness/core/history.ts';
import type { Shutdown } from '../../harness/core/run-detail.ts';
import { overMs } from './over-ms.ts';

type Phase = Shutdown['phases'][number];

/** Names of the stretches that end with each phase of a `shutdown` signal. */
const phaseNames: Readonly<Record<string, string>> = {
  signalled: 'not ready, stop accepting',
  drained: 'drain',
  checkpointed: 'checkpoints',
  exiting: 'stop the rest',
  forced: 'forced exit',
};

const noteOf = ({ value }: SignalEvent): Pick<Phase, 'note'> =>
  typeof value.reason === 'string' ? { note: value.reason } : {};

/** The first phase only repeats which signal came. */
const isTrouble = ({ value }: SignalEvent): boolean =>
  value.phase === 'forced' || (value.phase !== 'signalled' && value.reason !== undefined);

/**
 * A phase that drains or checkpoints runs from the signal on; the others follow what came
 * before.
 */
const shutdownPhases = (told: readonly SignalEvent[], fromMs: number): readonly Phase[] => {
  let beforeMs = fromMs;
  return told.map((signal) => {
    const phase = String(signal.value.phase);
    const parallel = phase === 'drained' || phase === 'checkpointed';
    const start = parallel ? fromMs : beforeMs;
    beforeMs = Math.max(beforeMs, signal.atMs);
    return {
      name: phaseNames[phase] ?? phase,
      fromMs: start,
      toMs: Math.max(start, signal.atMs),
      ok: !isTrouble(signal),
      ...(isTrouble(signal) ? noteOf(signal) : {}),
    };
  });
};

const checkpointPhases = (told: readonly SignalEvent[], fromMs: number): readonly Phase[] =>
  told.map((signal) => {
    const ms = typeof signal.value.ms === 'number' ? signal.value.ms : signal.atMs - fromMs;
    return {
      name: `checkpoint: ${String(signal.value.part ?? 'whole')}`,
      fromMs: Math.max(fromMs, signal.atMs - ms),
      toMs: signal.atMs,
      ok: signal.value.ok === true,
      ...noteOf(signal),
    };
  });

const lifeSignals = (history: History, first: ProcessEvent): readonly SignalEvent[] =>
  // The filter has just asked for the type.
  history.events.filter(
    (event) =>
      event.type === 'signal' &&
      event.role === first.role &&
      event.life === first.life &&
      event.atMs >= first.atMs,
  ) as SignalEvent[];

const shutdownOf = (history: History, first: ProcessEvent): Shutdown => {
  const exit = history.events.find(
    (event): event is ProcessEvent =>
      event.type === 'process' &&
      event.what === 'exited' &&
      event.role === first.role &&
      event.life === first.life &&
      event.atMs >= first.atMs,
  );
  const told = lifeSignals(history, first);
  const graceMs = history.promises.graceMs[first.role];
  const checkpointLimitMs = history.promises.checkpointLimitMs?.[first.role];
  return {
    role: first.role,
    life: first.life,
    signalledAtMs: first.atMs,
    ...(exit && { exitedAtMs: exit.atMs }),
    ...(exit?.code !== undefined && { exitCode: exit.code }),
    ...(exit?.signal !== undefined && { exitSignal: exit.signal }),
    ...(graceMs !== undefined && { graceMs }),
    ...(checkpointLimitMs !== undefined && { checkpointLimitMs }),
    phases: [
      ...shutdownPhases(
        told.filter((one) => one.name === 'shutdown'),
        first.atMs,
      ),
      ...checkpointPhases(
        told.filter((one) => one.name === 'checkpoint'),
        first.atMs,
      ),
    ].sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs),
  };
};

/** Every SIGTERM that reached a process during the run, with what followed. */
export const shutdownsOf = (history: History): readonly Shutdown[] => {
  const seen = new Set<string>();
  const endMs = overMs(history);
  return history.events
    .filter((event): event is ProcessEvent => event.type === 'process')
    .filter(({ what, role, life, atMs }) => {
      const id = `${role} ${life}`;
      if (what !== 'terminated' || atMs >= endMs || seen.has(id)) return false;
      seen.add(id);
      return true;
    })
    .map((event) => shutdownOf(history, event));
};
