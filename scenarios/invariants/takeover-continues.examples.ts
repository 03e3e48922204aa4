import type { EventDraft } from '../../harness/core/history.ts';
import { effect, finalRead, signal } from '../../harness/invariants/testing/drafts.ts';
import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutHistoryOf, historyOf } from '../../harness/invariants/testing/history-of.ts';

const tenure = (role: string, generation: number, atMs: number, phase = 'taken') =>
  signal(role, 'tenure', atMs, { generation, phase });
const begun = (generation: number, n: number, atMs: number) =>
  signal(`d${generation}`, 'cycle', atMs, { n, phase: 'begun', generation });
const said = (generation: number, cycle: number, atMs: number) =>
  signal(`d${generation}`, 'checkpointed', atMs, { cycle, generation });
const takesEffect = (cycle: number, atMs: number) => effect(`cycle-${cycle}`, atMs);

/** A cycle from its begin to its checkpoint. */
const whole = (generation: number, cycle: number, atMs: number): readonly EventDraft[] => [
  begun(generation, cycle, atMs),
  takesEffect(cycle, atMs + 20),
  said(generation, cycle, atMs + 40),
];
const first = [tenure('d1', 1, 0), ...whole(1, 1, 100), ...whole(1, 2, 200)];
const end = finalRead(5000);

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'the next writer goes on with the next cycle',
    is: 'held',
    history: historyOf([...first, tenure('d2', 2, 1000), ...whole(2, 3, 1100), end]),
  },
  {
    title: 'the cycle that was not checkpointed runs again, with one effect',
    is: 'held',
    history: historyOf([
      ...[...first, begun(1, 3, 300), takesEffect(3, 320), tenure('d2', 2, 1000)],
      ...[begun(2, 3, 1100), said(2, 3, 1140), end],
    ]),
  },
  {
    title: 'the old one wrote its checkpoint and died before it could say so',
    is: 'held',
    history: historyOf([
      ...[...first, begun(1, 3, 300), takesEffect(3, 320), tenure('d2', 2, 1000)],
      ...[...whole(2, 4, 1100), end],
    ]),
  },
  {
    title: 'a replaced writer speaks of a checkpoint that does not count',
    is: 'held',
    history: historyOf([
      ...[...first, begun(1, 3, 300), tenure('d2', 2, 1000), said(1, 3, 1100)],
      ...[...whole(2, 3, 1200), end],
    ]),
  },
  {
    title: 'a cycle is skipped',
    is: 'violated',
    saying: 'began with cycle 4: cycle 3 was skipped',
    history: historyOf([...first, tenure('d2', 2, 1000), ...whole(2, 4, 1100), end]),
  },
  {
    title: 'a checkpointed cycle runs again',
    is: 'violated',
    saying: 'began with cycle 2, though cycle 2 was checkpointed before',
    history: historyOf([
      ...[...first, tenure('d2', 2, 1000), begun(2, 2, 1100), said(2, 2, 1140), end],
    ]),
  },
  {
    title: 'after a planned stop a cycle runs again',
    is: 'violated',
    saying: 'though the stop before was planned',
    history: historyOf([
      ...[...first, begun(1, 3, 300), takesEffect(3, 320), tenure('d1', 1, 400, 'released')],
      ...[tenure('d2', 2, 1000), begun(2, 3, 1100), said(2, 3, 1140), end],
    ]),
  },
  {
    title: 'a repeated cycle takes effect twice',
    is: 'violated',
    saying: 'cycle 3 took effect 2 times',
    history: historyOf([
      ...[...first, begun(1, 3, 300), takesEffect(3, 320), tenure('d2', 2, 1000)],
      ...[...whole(2, 3, 1100), end],
    ]),
  },
  {
    title: 'a cycle is checkpointed without ever taking effect',
    is: 'violated',
    saying: 'cycle 3 was checkpointed and never took effect',
    history: historyOf([
      ...[...first, tenure('d2', 2, 1000), begun(2, 3, 1100), said(2, 3, 1140), end],
    ]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([...first, tenure('d2', 2, 1000), ...whole(2, 3, 1100)]),
  },
  {
    title: 'there was no takeover',
    is: 'vacuous',
    history: historyOf([...first, end]),
  },
];
