import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { History } from '../../core/history.ts';
import type { Invariant } from '../../core/verdict.ts';
import type { Example } from './example.ts';
import { randomHistory } from './random-history.ts';

interface Member {
  readonly file: string;
  readonly invariant: Invariant;
  readonly examples: readonly Example[];
}

const camelCase = (kebab: string): string =>
  kebab.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** Every file of a folder that is neither a test nor examples is an invariant named as the file. */
const membersOf = async (folder: URL): Promise<readonly Member[]> => {
  const files = readdirSync(folder)
    .filter((file) => /^[a-z-]+\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length));
  return Promise.all(
    files.map(async (file) => {
      const rule: Record<string, unknown> = await import(new URL(`${file}.ts`, folder).href);
      const shown: Record<string, unknown> = await import(
        new URL(`${file}.examples.ts`, folder).href
      );
      return {
        file,
        // Checked by the first law below: a file that exports something else fails there.
        invariant: rule[camelCase(file)] as Invariant,
        examples: shown.examples as readonly Example[],
      };
    }),
  );
};

const freezeDeep = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) freezeDeep(part);
  return value;
};

const renumbered = (history: History, events: History['events']): History => ({
  ...history,
  events: events.map((event, index) => ({ ...event, index })),
});

/** The same history with the events of each instant in the opposite order. */
const tiesReversed = (history: History): History => {
  const instants = Map.groupBy(history.events, (event) => event.atMs);
  return renumbered(
    history,
    [...instants.values()].flatMap((events) => events.toReversed()),
  );
};

const cutAfter = (history: History, index: number): History => ({
  ...history,
  events: history.events.slice(0, index + 1),
});

const exposure = (invariant: Invariant, history: History) => {
  const verdict = invariant.check(history);
  return { status: verdict.status, checked: 'checked' in verdict ? verdict.checked : 0 };
};

/** The laws that every invariant of a folder obeys, shown on its own hand-written histories. */
export const describeLaws = async (folder: URL): Promise<void> => {
  const members = await membersOf(folder);
  test('the folder has invariants', () => expect(members.length).toBeGreaterThan(0));
  describe.each(members)('$file', (member) => obeyLaws(member));
};

const obeyLaws = ({ file, invariant, examples }: Member): void => {
  test('is named as its file and says what it means and what to do', () => {
    expect(invariant.name).toBe(file);
    expect(invariant.about).toMatch(/^[A-Z].*\.$/);
    expect(invariant.remedy).toMatch(/^[A-Z].*\.$/);
  });

  test('has a history for each of the four statuses', () => {
    const shown = new Set(examples.map((example) => example.is));
    expect([...shown].toSorted()).toEqual(['held', 'unknown', 'vacuous', 'violated']);
  });

  test.each(examples)('$is: $title', ({ is, history, saying }) => {
    const verdict = invariant.check(history);
    expect(verdict, verdict.because).toMatchObject({ status: is });
    if (saying !== undefined) expect(verdict.because).toContain(saying);
  });

  test.each(examples)('obeys the laws when $title', ({ history }) => obey(invariant, history));

  test('obeys the laws on random histories', () =>
    fc.assert(fc.property(randomHistory, (history) => obey(invariant, history))));
};

/** What is true of every invariant and every history. */
const obey = (invariant: Invariant, history: History): void => {
  const verdict = invariant.check(history);
  expect(invariant.check(freezeDeep(structuredClone(history)))).toEqual(verdict);
  expect(exposure(invariant, tiesReversed(history))).toEqual(exposure(invariant, history));
  if ('checked' in verdict) expect(verdict.checked).toBeGreaterThanOrEqual(1);
  if (verdict.status === 'violated') obeyWhenViolated(invariant, history, verdict.witnesses);
};

const obeyWhenViolated = (
  invariant: Invariant,
  history: History,
  witnesses: readonly number[],
): void => {
  expect(witnesses.length).toBeGreaterThan(0);
  for (const index of witnesses) expect(history.events[index]).toBeDefined();
  const end = history.events.findIndex((event) => event.type === 'finalRead');
  for (const { index } of history.events) {
    const { status } = invariant.check(cutAfter(history, index));
    if (end === -1 || index < end) expect(status).not.toBe('held');
    if (index >= Math.max(...witnesses)) expect(['violated', 'unknown']).toContain(status);
  }
};
