import type { FaultStep } from '../../core/fault.ts';
import type {
  Effect,
  EventDraft,
  Exchange,
  FaultHealed,
  FaultInjected,
  FinalRead,
  Invoke,
  Mark,
  ProcessEvent,
  SignalEvent,
} from '../../core/history.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Failure } from '../../core/outcome.ts';

type Draft<T> = Omit<T, 'index' | 'type'>;

/** A message is sent at one time and its client knows the answer at another. */
export const sent = (key: string, atMs: number, more: Partial<Draft<Invoke>> = {}): EventDraft => ({
  type: 'invoke',
  atMs,
  operation: key,
  kind: 'queue',
  conversation: 'one',
  key,
  textSha: `sha-${key}`,
  intendedAtMs: atMs,
  ...more,
});

/** The client saw the message acknowledged. */
export const accepted = (operation: string, atMs: number): EventDraft => ({
  type: 'complete',
  atMs,
  operation,
  outcome: { kind: 'ok', accepted: true, status: 202 },
});

const failure = (more: Partial<Failure>): Failure => ({
  code: 'ECONNREFUSED',
  message: 'connect ECONNREFUSED',
  ...more,
});

/** The client knows that it did not happen. */
export const failed = (
  operation: string,
  atMs: number,
  error: Partial<Failure> = {},
): EventDraft => ({
  type: 'complete',
  atMs,
  operation,
  outcome: { kind: 'fail', error: failure(error) },
});

/** The client cannot know whether it happened. */
export const undecided = (
  operation: string,
  atMs: number,
  error: Partial<Failure> = {},
): EventDraft => ({
  type: 'complete',
  atMs,
  operation,
  outcome: { kind: 'unknown', error: failure({ code: 'ECONNRESET', message: 'reset', ...error }) },
});

/** An effect appeared at the sink. */
export const effect = (
  key: string,
  atMs: number,
  more: Partial<Draft<Effect>> = {},
): EventDraft => ({ type: 'effect', atMs, key, textSha: `sha-${key}`, by: 'core', ...more });

/** One attempt on a link, written `web>core`; answered 200 within 5 ms unless said otherwise. */
export const attempt = (
  link: string,
  atMs: number,
  more: Partial<Draft<Exchange>> = {},
): EventDraft => {
  const [from = '', to = ''] = link.split('>');
  const isAnswered = more.class === undefined || more.class === 'answered';
  const reaches = isAnswered || ['delivered', 'answerCut', 'deliveredUnread'].includes(more.class);
  return {
    type: 'exchange',
    atMs,
    link,
    from,
    to,
    connection: 1,
    method: 'POST',
    path: '/process_packet',
    requestBytes: 100,
    class: 'answered',
    endedByCaller: false,
    sentAtMs: atMs,
    ...(reaches ? { deliveredAtMs: atMs + 1 } : {}),
    ...(isAnswered ? answeredAfter(atMs, 5) : { endedAtMs: atMs + 5 }),
    steps: [],
    source: 'taps',
    ...more,
  };
};

const answeredAfter = (atMs: number, tookMs: number): Partial<Draft<Exchange>> => ({
  status: 200,
  answerBeganAtMs: atMs + tookMs,
  answeredAtMs: atMs + tookMs,
  serviceAnsweredAtMs: atMs + tookMs,
  endedAtMs: atMs + tookMs,
  serviceEnding: 'answered',
});

/** Nobody listened. */
export const refused = (
  link: string,
  atMs: number,
  more: Partial<Draft<Exchange>> = {},
): EventDraft => attempt(link, atMs, { class: 'refused', endedAtMs: atMs, ...more });

/** The caller's time limit ended it. */
export const timedOut = (
  link: string,
  [fromMs, toMs]: readonly [number, number],
  more: Partial<Draft<Exchange>> = {},
): EventDraft =>
  attempt(link, fromMs, {
    class: 'delivered',
    endedByCaller: true,
    serviceEnding: 'callerGone',
    endedAtMs: toMs,
    ...more,
  });

/** A step fires. */
export const injected = (
  step: Partial<FaultStep> & Pick<FaultStep, 'id'>,
  atMs: number,
  more: Partial<Draft<FaultInjected>> = {},
): EventDraft => ({
  type: 'faultInjected',
  atMs,
  step: {
    kind: 'kill',
    target: 'core',
    params: {},
    when: { atMs },
    heal: { afterMs: 1000 },
    ...step,
  },
  lateMs: 0,
  ...more,
});

/** A step is undone, and had an effect unless said otherwise. */
export const healed = (
  step: number,
  atMs: number,
  receipt: FaultHealed['receipt'] = { effective: true, counts: { requests: 1 } },
): EventDraft => ({ type: 'faultHealed', atMs, step, receipt });

/** Something happens to a process. */
export const processEvent = (
  role: string,
  what: ProcessEvent['what'],
  atMs: number,
  more: Partial<Draft<ProcessEvent>> = {},
): EventDraft => ({ type: 'process', atMs, role, what, life: 0, planned: true, ...more });

/** A line of the stack's own log. */
export const signal = (
  role: string,
  name: SignalEvent['name'],
  atMs: number,
  value: JsonObject = {},
  life = 0,
): EventDraft => ({ type: 'signal', atMs, role, life, name, value });

/** A stretch of the run begins. */
export const mark = (what: Mark['what'], atMs: number): EventDraft => ({
  type: 'mark',
  what,
  atMs,
});

/** The stack says where its messages are. */
export const finalRead = (atMs: number, lists: Partial<Draft<FinalRead>> = {}): EventDraft => ({
  type: 'finalRead',
  atMs,
  complete: true,
  queued: [],
  deadLettered: [],
  ...lists,
});
