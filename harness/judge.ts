import type { History } from './core/history.ts';
import type { Scenario } from './core/scenario.ts';
import type { Invariant, RunStatus, Verdict } from './core/verdict.ts';
import { excused } from './judge/excused.ts';
import { doubtsOf, inertSteps, isEffective } from './judge/steps.ts';

/** What one invariant said of a run. */
export interface Judged {
  readonly invariant: string;
  readonly about: string;
  readonly status: Verdict['status'];
  /** How often the rule could have failed; 0 when it says nothing. */
  readonly checked: number;
  readonly because: string;
  /** Indices of the events that show it. */
  readonly witnesses: readonly number[];
}

/** What a run came to, and why. */
export interface Judgement {
  readonly status: RunStatus;
  readonly verdicts: readonly Judged[];
  /** Every step that had to change something did, and at least one step did. */
  readonly effective: boolean;
  /** Why it is not held, the weightiest first; empty when it is. */
  readonly reasons: readonly string[];
}

type Judgeable = Pick<Scenario, 'name' | 'invariants' | 'mustCheck'>;

/**
 * Judges one run: violated before inert before unknown before held. A rule that was never put to
 * the test is neutral, unless the scenario is made to test it or no rule was tested at all.
 */
export const judge = (scenario: Judgeable, history: History): Judgement => {
  assertKnown(scenario);
  const verdicts = scenario.invariants.map((invariant) => judgeOne(invariant, history));
  const effective = isEffective(history);
  const violated = reasonsOf(verdicts, 'violated');
  const inert = history.control ? [] : inertSteps(history);
  const unknown = [
    ...doubtsOf(history),
    ...reasonsOf(verdicts, 'unknown'),
    ...unexercised(scenario, history, verdicts),
  ];
  const reasons = [...violated, ...inert, ...unknown];
  return { status: statusOf({ violated, inert, unknown }), verdicts, effective, reasons };
};

/** A name that no rule has would never be missed. */
const assertKnown = ({ name, invariants, mustCheck = [] }: Judgeable): void => {
  const known = invariants.map((invariant) => invariant.name);
  const stray = mustCheck.filter((wanted) => !known.includes(wanted));
  if (stray.length === 0) return;
  throw new Error(
    `the scenario ${name} must check ${stray.join(', ')}, which is not among its invariants ` +
      `(${known.join(', ')}): add it there, or correct the name`,
  );
};

type Reasons = Readonly<Record<'violated' | 'inert' | 'unknown', readonly string[]>>;

const statusOf = ({ violated, inert, unknown }: Reasons): RunStatus => {
  if (violated.length > 0) return 'violated';
  if (inert.length > 0) return 'inert';
  return unknown.length > 0 ? 'unknown' : 'held';
};

const judgeOne = (invariant: Invariant, history: History): Judged => {
  const { name, about } = invariant;
  const verdict = excused(invariant, checkWith(invariant, history), history);
  return {
    invariant: name,
    about,
    status: verdict.status,
    checked: 'checked' in verdict ? verdict.checked : 0,
    because: verdict.because,
    witnesses: 'witnesses' in verdict ? verdict.witnesses : [],
  };
};

/** A checker that throws is our own error: then no verdict of the run can be trusted. */
const checkWith = (invariant: Invariant, history: History): Verdict => {
  try {
    return invariant.check(history);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`the invariant ${invariant.name} threw while it judged a run: ${what}`, {
      cause,
    });
  }
};

const reasonsOf = (verdicts: readonly Judged[], status: Verdict['status']): readonly string[] =>
  verdicts
    .filter((verdict) => verdict.status === status)
    .map((verdict) => `${verdict.invariant}: ${verdict.because}`);

const unexercised = (
  scenario: Judgeable,
  history: History,
  verdicts: readonly Judged[],
): readonly string[] => {
  if (verdicts.every((verdict) => verdict.status === 'vacuous')) {
    return ['no invariant was put to the test'];
  }
  // Without faults most rules have nothing to say; a control run only shows that none is broken.
  if (history.control) return [];
  const wanted = new Set(scenario.mustCheck ?? []);
  return verdicts
    .filter((verdict) => verdict.status === 'vacuous' && wanted.has(verdict.invariant))
    .map((it) => `${it.invariant}: this scenario is made to test it, but ${it.because}`);
};
