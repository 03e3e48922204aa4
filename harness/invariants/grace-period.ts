import type { History, ProcessEvent } from '../core/history.ts';
import type { Invariant } from '../core/verdict.ts';
import { clockErrorMs } from './evidence/clock-error.ts';
import { conclude, type Violation } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { historyEndMs, lastEvent } from './evidence/history-end.ts';
import { machineSlackMs } from './evidence/machine-slack.ts';
import { sayCount, sayMs } from './evidence/say.ts';
import { overlap, pausesOf } from './evidence/unsteady-spans.ts';

/** One life that was asked to end, and how that went. */
interface Stop {
  readonly asked: ProcessEvent;
  readonly exit: ProcessEvent | undefined;
  readonly graceMs: number;
}

/** First SIGTERMs to lives that were ready; those by which the harness ends a run come too late. */
const stopsOf = (history: History): readonly Stop[] => {
  const processes = eventsOf(history, 'process');
  const readAtMs = eventsOf(history, 'finalRead').at(-1)?.atMs ?? Number.POSITIVE_INFINITY;
  const lives = Map.groupBy(processes, (event) => `${event.role} ${event.life}`);
  return [...lives.values()].flatMap((events) => {
    const asked = events.find((event) => event.what === 'terminated' && event.atMs < readAtMs);
    const graceMs = history.promises.graceMs[asked?.role ?? ''];
    if (asked === undefined || graceMs === undefined) return [];
    const began = events.some((event) => event.what === 'started');
    const ready = events.some((event) => event.what === 'ready' && event.atMs <= asked.atMs);
    if (began && !ready) return [];
    return [{ asked, graceMs, exit: events.find((event) => event.what === 'exited') }];
  });
};

type Finding =
  | { readonly kind: 'held' }
  | { readonly kind: 'violated'; readonly violation: Violation }
  | { readonly kind: 'unknown'; readonly because: string };

const judgeStop = (history: History, stop: Stop): Finding => {
  const { asked, exit, graceMs } = stop;
  const who = `${asked.role} got SIGTERM at ${sayMs(asked.atMs)} (event ${asked.index})`;
  const endMs = exit?.atMs ?? historyEndMs(history);
  const window = { fromMs: asked.atMs, toMs: endMs };
  if (pausesOf(history, asked.role).some((pause) => overlap(pause, window))) {
    return { kind: 'unknown', because: `${who} and was stopped by SIGSTOP meanwhile` };
  }
  const tookMs = endMs - asked.atMs;
  const overMs = tookMs - graceMs - clockErrorMs;
  if (overMs > 0 && overMs <= machineSlackMs(history)) {
    const took = `${who} and needed ${sayMs(tookMs)} or more, just over its ${sayMs(graceMs)}`;
    return { kind: 'unknown', because: `${took}: a busy machine may have cost that` };
  }
  if (overMs > 0) {
    const end = exit ?? lastEvent(history);
    const so = exit === undefined ? 'was still there' : 'was gone only';
    const because = `${who} and ${so} ${sayMs(tookMs)} later; its grace is ${sayMs(graceMs)}`;
    return {
      kind: 'violated',
      violation: { because, witnesses: [asked.index, ...(end ? [end.index] : [])] },
    };
  }
  if (exit === undefined) {
    return { kind: 'unknown', because: `${who} and the history ended within its grace` };
  }
  if (exit.signal === 'SIGKILL') {
    return { kind: 'unknown', because: `${who} and was killed within its grace` };
  }
  return judgeCheckpoint(history, { ...stop, exit }, who);
};

/** Each part that the stack promises was saved, or the log says why not. */
const judgeCheckpoint = (
  history: History,
  { asked, exit }: Stop & { readonly exit: ProcessEvent },
  who: string,
): Finding => {
  const told = eventsOf(history, 'signal').filter(
    (signal) =>
      signal.name === 'checkpoint' &&
      signal.role === asked.role &&
      signal.life === asked.life &&
      signal.atMs >= asked.atMs - clockErrorMs,
  );
  const missing = (history.promises.checkpoints?.[asked.role] ?? []).filter(
    (part) =>
      !told.some(({ value }) => {
        const isHonest = typeof value.reason === 'string' && value.reason !== '';
        return value.part === part && (value.ok === true || isHonest);
      }),
  );
  if (missing.length === 0) return { kind: 'held' };
  const because =
    `${who} and was gone at ${sayMs(exit.atMs)}, and its log tells neither that the checkpoint ` +
    `(${missing.join(', ')}) was written nor why it was not`;
  return { kind: 'violated', violation: { because, witnesses: [asked.index, exit.index] } };
};

/** Who asks a process to end waits for its grace only, then kills it with all it had in hand. */
export const gracePeriod: Invariant = {
  name: 'grace-period',
  about:
    'After SIGTERM a service is gone by itself within its grace, and has saved its checkpoint or ' +
    'logged why not.',
  remedy:
    'Give each part of the shutdown a time limit, run them in parallel, and force the exit ' +
    'before the grace ends; log each part that was not written with its reason.',
  reads: 'general',
  excuses: [],
  check(history) {
    const findings = stopsOf(history).map((stop) => judgeStop(history, stop));
    return conclude(history, {
      checked: findings.filter((finding) => finding.kind !== 'unknown').length,
      violations: findings.flatMap((it) => (it.kind === 'violated' ? [it.violation] : [])),
      unknowns: findings.flatMap((it) => (it.kind === 'unknown' ? [it.because] : [])),
      held: `${sayCount(findings.length, 'service')} gone within the grace after SIGTERM`,
      vacuous: 'no ready service that declares a grace got SIGTERM',
    });
  },
};
