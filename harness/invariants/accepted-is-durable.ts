import type { History, Invoke, ProcessEvent } from '../core/history.ts';
import { queueAccount } from '../core/queue-account.ts';
import { clientRole } from '../core/stack.ts';
import type { Invariant } from '../core/verdict.ts';
import { conclude } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { sayCount, sayMs, sayNames } from './evidence/say.ts';

/** Exits of the roles that clients talk to, each followed by another life before the final read. */
const restartsOf = (history: History): readonly ProcessEvent[] => {
  const front = new Set(
    history.links.filter((link) => link.from === clientRole).map((link) => link.to),
  );
  const readAtMs = eventsOf(history, 'finalRead').at(-1)?.atMs ?? Number.POSITIVE_INFINITY;
  const processes = eventsOf(history, 'process').filter((event) => front.has(event.role));
  return processes.filter(
    (exit) =>
      exit.what === 'exited' &&
      exit.atMs < readAtMs &&
      processes.some(
        (event) => event.role === exit.role && event.what === 'started' && event.life > exit.life,
      ),
  );
};

/** Which role answered a message; nobody where no tap saw it. */
const acceptorOf = (history: History): ReadonlyMap<string, string> =>
  new Map(
    eventsOf(history, 'exchange').flatMap((attempt) =>
      attempt.from === clientRole && attempt.key !== undefined
        ? [[attempt.key, attempt.to] as const]
        : [],
    ),
  );

/** An acknowledgement is a promise that outlives the process that gave it. */
export const acceptedIsDurable: Invariant = {
  name: 'accepted-is-durable',
  about: 'A message that was acknowledged before a restart is still known after it.',
  remedy:
    'Write the message and flush it to disk (fsync of the file, and of a new folder) before the ' +
    'acknowledgement leaves.',
  reads: 'general',
  excuses: ['fsyncLies'],
  check(history) {
    const account = queueAccount(history);
    const restarts = restartsOf(history);
    const acceptors = acceptorOf(history);
    const accepted = new Set(account.keys.accepted);
    const completes = new Map(eventsOf(history, 'complete').map((it) => [it.operation, it]));
    const exitAfter = (invoke: Invoke) => {
      const atMs = completes.get(invoke.operation)?.atMs ?? Number.POSITIVE_INFINITY;
      const role = acceptors.get(invoke.key);
      return restarts.find((exit) => exit.atMs >= atMs && (role ?? exit.role) === exit.role);
    };
    const exposed = eventsOf(history, 'invoke').flatMap((invoke) => {
      const exit = accepted.has(invoke.key) ? exitAfter(invoke) : undefined;
      return exit === undefined ? [] : [{ invoke, exit }];
    });
    const lost = new Set(account.keys.lost);
    const violations = exposed
      .filter(({ invoke }) => lost.has(invoke.key))
      .map(({ invoke, exit }) => {
        const complete = completes.get(invoke.operation);
        return {
          because:
            `message ${invoke.key} was acknowledged at ${sayMs(complete?.atMs ?? 0)}, ` +
            `${exit.role} ended at ${sayMs(exit.atMs)} (event ${exit.index}), and after its ` +
            'restart the message is neither an effect, nor waiting, nor given up',
          witnesses: [
            invoke.index,
            exit.index,
            ...(complete === undefined ? [] : [complete.index]),
            ...account.evidence,
          ],
        };
      });
    const untold = account.undetermined.filter((key) =>
      exposed.some(({ invoke }) => invoke.key === key),
    );
    return conclude(history, {
      checked: exposed.length,
      violations,
      unknowns:
        untold.length === 0
          ? []
          : [`the stack did not answer the final read: nobody knows of ${sayNames(untold)}`],
      held: `${sayCount(exposed.length, 'message')} acknowledged before a restart and known after`,
      vacuous: 'no service that accepts messages was restarted after it had accepted one',
    });
  },
};
