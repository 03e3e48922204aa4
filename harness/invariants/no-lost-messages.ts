import type { History } from '../core/history.ts';
import type { QueueAccount } from '../core/queue-account.ts';
import { queueAccount } from '../core/queue-account.ts';
import type { Invariant } from '../core/verdict.ts';
import { conclude, type Violation } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { sayCount, sayNames } from './evidence/say.ts';

/** The events that show that these messages were sent and acknowledged. */
const eventsOfKeys = (history: History, keys: readonly string[]): readonly number[] => {
  const wanted = new Set(keys);
  const invokes = eventsOf(history, 'invoke').filter((invoke) => wanted.has(invoke.key));
  const operations = new Set(invokes.map((invoke) => invoke.operation));
  const completes = eventsOf(history, 'complete').filter((it) => operations.has(it.operation));
  return [...invokes, ...completes].map((event) => event.index);
};

const violationsOf = (history: History, account: QueueAccount): readonly Violation[] => {
  const violations: Violation[] = [];
  const add = (keys: readonly string[], tell: (what: string) => string) => {
    if (keys.length === 0) return;
    violations.push({
      because: tell(`${sayCount(keys.length, 'accepted message')} (${sayNames(keys)})`),
      witnesses: [...eventsOfKeys(history, keys), ...account.evidence],
    });
  };
  add(
    account.keys.lost,
    (what) => `${what} lost: no effect, not in the queue, not given up with a reason`,
  );
  if (account.drainEnd === 'stuck') {
    const waiting = new Set(account.keys.queued);
    add(
      account.keys.accepted.filter((key) => waiting.has(key)),
      (what) => `stuck: ${what} still waited and nothing moved any more`,
    );
  }
  return violations;
};

const doubtsOf = (account: QueueAccount): readonly string[] => {
  if (!account.readComplete) return ['the stack did not answer the final read'];
  const waiting = new Set(account.keys.queued);
  const open = account.keys.accepted.filter((key) => waiting.has(key));
  if (open.length === 0) return [];
  const what = `${sayCount(open.length, 'accepted message')} (${sayNames(open)})`;
  return [`${what} still waited when the time ran out`];
};

/** What was acknowledged must end as an effect, in the queue, or given up with a reason. */
export const noLostMessages: Invariant = {
  name: 'no-lost-messages',
  about: 'No accepted message is lost: each has an effect, or was given up with a reason.',
  remedy:
    'Acknowledge only what is on disk, take a message off the queue only after its effect, and ' +
    'put messages that were in flight back when the process starts.',
  reads: 'general',
  excuses: [],
  check(history) {
    const account = queueAccount(history);
    const checked = account.keys.accepted.length;
    return conclude(history, {
      checked,
      violations: checked === 0 ? [] : violationsOf(history, account),
      unknowns: checked === 0 ? [] : doubtsOf(account),
      held: `all ${sayCount(checked, 'accepted message')} accounted for at the end`,
      vacuous: 'no message was accepted',
    });
  },
};
