import { expect, test } from 'vitest';
import type { FaultStep } from './core/fault.ts';
import type { EventDraft, History } from './core/history.ts';
import type { Invariant, Verdict } from './core/verdict.ts';
import { healed, injected, signal } from './invariants/testing/drafts.ts';
import { historyOf } from './invariants/testing/history-of.ts';
import { judge } from './judge.ts';

const saying = (name: string, verdict: Verdict, excuses: readonly string[] = []): Invariant => ({
  name,
  about: `About ${name}.`,
  remedy: 'Mend it.',
  reads: 'general',
  excuses,
  check: () => verdict,
});

const held = saying('held-rule', { status: 'held', checked: 3, because: 'fine' });
const vacuous = saying('vacuous-rule', { status: 'vacuous', because: 'nothing to see' });
const unknown = saying('unknown-rule', { status: 'unknown', because: 'too dark' });
const broken: Verdict = { status: 'violated', checked: 1, because: 'seen', witnesses: [2] };
const violated = saying('violated-rule', broken);

const step: FaultStep = {
  id: 1,
  kind: 'kill',
  target: 'core',
  params: {},
  when: { atMs: 5 },
  heal: { afterMs: 10 },
};

const idle = { effective: false, counts: { requests: 0 } };

const runOf = (events: readonly EventDraft[], steps: readonly FaultStep[] = [step]): History => {
  const { plan, ...rest } = historyOf(events);
  return { ...rest, plan: { ...plan, steps } };
};

const good = runOf([injected(step, 5), healed(1, 15)]);
const inert = runOf([injected(step, 5), healed(1, 15, idle)]);

const made = (invariants: readonly Invariant[]) => ({ name: 'hand-made', invariants });

const statusOf = (invariants: readonly Invariant[], history: History, mustCheck?: string[]) =>
  judge({ ...made(invariants), ...(mustCheck ? { mustCheck } : {}) }, history).status;

test('violated comes before inert, inert before unknown, unknown before held', () => {
  expect(statusOf([violated, unknown, held], inert)).toBe('violated');
  expect(statusOf([unknown, held], inert)).toBe('inert');
  expect(statusOf([unknown, held], good)).toBe('unknown');
  expect(statusOf([held], good)).toBe('held');
});

test('each verdict keeps what the invariant said', () => {
  expect(judge(made([violated]), good).verdicts).toEqual([
    { invariant: 'violated-rule', about: 'About violated-rule.', ...broken },
  ]);
});

test('a step that never fired makes the run inert', () => {
  const { status, effective, reasons } = judge(made([held]), runOf([]));
  expect({ status, effective }).toEqual({ status: 'inert', effective: false });
  expect(reasons).toEqual([expect.stringContaining('step 1 (kill on core) never fired')]);
});

test('a step that may be idle does not make a run inert, if another had an effect', () => {
  const lazy: FaultStep = { ...step, id: 2, mayBeIdle: true };
  const events = [injected(step, 5), healed(1, 15), injected(lazy, 6), healed(2, 15, idle)];
  expect(judge(made([held]), runOf(events, [step, lazy]))).toMatchObject({
    status: 'held',
    effective: true,
  });
  const alone = runOf([injected(lazy, 6), healed(2, 15, idle)], [lazy]);
  expect(judge(made([held]), alone)).toMatchObject({ status: 'inert', effective: false });
});

test('a step that fires more than 250 ms late makes the run unknown, and says so', () => {
  const late = (lateMs: number) => runOf([injected(step, 300, { lateMs }), healed(1, 315)]);
  expect(statusOf([held], late(250))).toBe('held');
  const { status, reasons } = judge(made([held]), late(251));
  expect(status).toBe('unknown');
  expect(reasons).toEqual([expect.stringContaining('fired 251 ms late')]);
});

test('a step without a receipt makes the run unknown', () => {
  expect(statusOf([held], runOf([injected(step, 5)]))).toBe('unknown');
});

test('a rule that was not tested is neutral, but not when it is what the scenario tests', () => {
  expect(statusOf([held, vacuous], good)).toBe('held');
  expect(statusOf([held, vacuous], good, ['vacuous-rule'])).toBe('unknown');
  expect(statusOf([vacuous], good)).toBe('unknown');
});

test('a scenario that must check a rule which it does not have is our own error', () => {
  expect(() => statusOf([held, vacuous], good, ['vacuous-rul'])).toThrow(
    /scenario hand-made must check vacuous-rul, .*held-rule, vacuous-rule/,
  );
});

test('a control run without faults is held, and never asked to test what needs a fault', () => {
  const control = { ...runOf([], []), control: true };
  expect(statusOf([held, vacuous], control, ['vacuous-rule'])).toBe('held');
  expect(judge(made([held]), control).reasons).toEqual([]);
});

test('a violation is excused only when its fault had an effect and the loss was reported', () => {
  const lossy = saying('durable', broken, ['fsyncLies']);
  const lying: FaultStep = { ...step, kind: 'fsyncLies' };
  const run = (...more: readonly EventDraft[]) => runOf([injected(lying, 5), ...more], [lying]);
  const report = signal('web', 'queueDamaged', 9);
  expect(statusOf([lossy], run(report, healed(1, 15)))).toBe('held');
  expect(statusOf([lossy], run(healed(1, 15)))).toBe('violated');
  expect(statusOf([lossy], run(report, healed(1, 15, idle)))).toBe('violated');
  expect(statusOf([violated], run(report, healed(1, 15)))).toBe('violated');
});

test('a checker that throws is our own error and names the invariant', () => {
  const check = () => {
    throw new TypeError('undefined is not an event');
  };
  expect(() => judge(made([{ ...held, name: 'clumsy', check }]), good)).toThrow(
    /invariant clumsy threw .*undefined is not an event/,
  );
});
