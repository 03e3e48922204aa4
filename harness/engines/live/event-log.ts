import type { EventDraft } from '../../core/history.ts';
import type { RunClock } from './run-clock.ts';

const exchangeTimes = [
  'atMs',
  'sentAtMs',
  'deliveredAtMs',
  'answerBeganAtMs',
  'answeredAtMs',
  'serviceAnsweredAtMs',
  'endedAtMs',
] as const;

/** The same event with its times moved from one zero to another. */
export const shiftTimes = (event: EventDraft, byMs: number): EventDraft => {
  if (event.type === 'invoke') {
    const intendedAtMs = event.intendedAtMs + byMs;
    return { ...event, atMs: event.atMs + byMs, intendedAtMs };
  }
  if (event.type !== 'exchange') return { ...event, atMs: event.atMs + byMs };
  const moved: { -readonly [Name in keyof typeof event]: (typeof event)[Name] } = { ...event };
  for (const name of exchangeTimes) {
    const time = event[name];
    if (time !== undefined) moved[name] = time + byMs;
  }
  return moved;
};

/** What happened so far, in order of arrival. */
export interface EventLog {
  /** Adds an event whose times are monotonic. */
  add(event: EventDraft): void;
  /** Changes events that were noticed to be different, newest first, until `change` says stop. */
  revise(change: (event: EventDraft) => EventDraft | 'stop'): void;
  /** The events in times of the run; the list grows as events come. */
  events(): readonly EventDraft[];
  /** Called by every event after the workload's start, in times of the run. */
  onEvent(listener: (event: EventDraft) => void): void;
  /** To be called right after the clock has begun. */
  begun(): void;
}

/** An event log on a clock; until the clock begins, events keep monotonic times. */
export const createEventLog = (clock: RunClock): EventLog => {
  const monotonic: EventDraft[] = [];
  const inRun: EventDraft[] = [];
  const listeners: ((event: EventDraft) => void)[] = [];
  const toRun = (event: EventDraft) => shiftTimes(event, clock.toRunMs(0));
  return {
    add: (event) => {
      if (clock.zeroMs === undefined) {
        monotonic.push(event);
        return;
      }
      const moved = toRun(event);
      inRun.push(moved);
      for (const listener of listeners) listener(moved);
    },
    revise: (change) => {
      const list = clock.zeroMs === undefined ? monotonic : inRun;
      for (let index = list.length - 1; index >= 0; index--) {
        const event = list[index];
        const changed = event === undefined ? 'stop' : change(event);
        if (changed === 'stop') return;
        list[index] = changed;
      }
    },
    events: () => (clock.zeroMs === undefined ? monotonic.map(toRun) : inRun),
    onEvent: (listener) => {
      listeners.push(listener);
    },
    begun: () => {
      // One by one: a spread of very many would not fit on the call stack.
      for (const event of monotonic.splice(0)) inRun.push(toRun(event));
    },
  };
};
