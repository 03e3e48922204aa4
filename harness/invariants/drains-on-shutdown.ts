import type { Exchange, History, ProcessEvent } from '../core/history.ts';
import type { Invariant } from '../core/verdict.ts';
import { beganAtMs, endedAtMs } from './evidence/attempt-times.ts';
import { clockErrorMs } from './evidence/clock-error.ts';
import { conclude } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { faultWindows } from './evidence/fault-windows.ts';
import { sayAttempt, sayCount, sayMs } from './evidence/say.ts';
import { overlap, pausesOf } from './evidence/unsteady-spans.ts';

/** A service that was asked to end, and until when it had time to finish what it had in hand. */
interface Stop {
  readonly asked: ProcessEvent;
  readonly untilMs: number;
}

/** A forced exit ends the grace: what is cut off then had all the time there was. */
const stopsOf = (history: History): readonly Stop[] => {
  const readAtMs = eventsOf(history, 'finalRead').at(-1)?.atMs ?? Number.POSITIVE_INFINITY;
  const asked = eventsOf(history, 'process').filter(
    (event, _, all) =>
      event.what === 'terminated' &&
      event.atMs < readAtMs &&
      all.find((it) => it.what === 'terminated' && sameLife(it, event)) === event,
  );
  return asked.flatMap((event) => {
    const graceMs = history.promises.graceMs[event.role];
    if (graceMs === undefined) return [];
    const forced = eventsOf(history, 'signal').find(
      (it) => it.name === 'shutdown' && it.value.phase === 'forced' && sameLife(it, event),
    );
    const graceEndMs = event.atMs + graceMs;
    return [{ asked: event, untilMs: Math.min(graceEndMs, forced?.atMs ?? graceEndMs) }];
  });
};

interface OfLife {
  readonly role: string;
  readonly life: number;
}

const sameLife = (one: OfLife, other: OfLife): boolean =>
  one.role === other.role && one.life === other.life;

/** Requests that the service had whole and unanswered when it was asked, their callers waiting. */
const inHand = (history: History, { asked, untilMs }: Stop): readonly Exchange[] => {
  const during = { fromMs: asked.atMs, toMs: untilMs };
  const isDisturbed =
    pausesOf(history, asked.role).some((pause) => overlap(pause, during)) ||
    eventsOf(history, 'process').some(
      (it) => it.what === 'exited' && it.signal === 'SIGKILL' && sameLife(it, asked),
    );
  if (isDisturbed) return [];
  const faults = faultWindows(history);
  return eventsOf(history, 'exchange').filter((it) => {
    const { deliveredAtMs = Number.POSITIVE_INFINITY, serviceAnsweredAtMs } = it;
    const isOpen = (serviceAnsweredAtMs ?? endedAtMs(it)) > asked.atMs + clockErrorMs;
    const waits = { fromMs: beganAtMs(it), toMs: endedAtMs(it) };
    return (
      it.to === asked.role &&
      (it.servedByLife ?? asked.life) === asked.life &&
      deliveredAtMs < asked.atMs - clockErrorMs &&
      isOpen &&
      !it.endedByCaller &&
      it.marked !== true &&
      !faults.some((fault) => fault.step.target === it.link && overlap(fault, waits))
    );
  });
};

/** An orderly stop finishes what was begun; it is no reason for anybody's request to fail. */
export const drainsOnShutdown: Invariant = {
  name: 'drains-on-shutdown',
  about:
    'A request that a service had whole before SIGTERM is not cut off while its grace remains.',
  remedy:
    'Stop taking new connections, wait for the requests in hand, and close the rest only when ' +
    'the grace ends.',
  reads: 'general',
  excuses: [],
  check(history) {
    const requests = stopsOf(history).flatMap((stop) =>
      inHand(history, stop).map((request) => ({ ...stop, request })),
    );
    const cut = requests.filter(
      ({ request, untilMs }) =>
        request.class !== 'answered' &&
        request.serviceEnding === 'closed' &&
        endedAtMs(request) < untilMs - clockErrorMs,
    );
    return conclude(history, {
      checked: requests.length,
      violations: cut.map(({ asked, request, untilMs }) => ({
        because:
          `${asked.role} got SIGTERM at ${sayMs(asked.atMs)} (event ${asked.index}) and cut off ` +
          `${sayAttempt(request)} at ${sayMs(endedAtMs(request))}, ` +
          `${sayMs(untilMs - endedAtMs(request))} before its time was over`,
        witnesses: [asked.index, request.index],
      })),
      unknowns: [],
      held: `${sayCount(requests.length, 'request')} in hand at SIGTERM, none cut off early`,
      vacuous: 'no service had a request in hand when it got SIGTERM',
    });
  },
};
