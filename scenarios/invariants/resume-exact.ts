import type { History, SignalEvent } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { conclude, type Violation } from '../../harness/invariants/evidence/conclude.ts';
import { eventsOf } from '../../harness/invariants/evidence/events-of.ts';
import { sayCount, sayMs } from '../../harness/invariants/evidence/say.ts';
import { numberOf, signalsNamed, textOf } from './evidence/signals-named.ts';

const milestoneKey = /^(.+)-m(\d+)$/;

/** What a history tells of one idea over the lives of the pipeline. */
interface Course {
  readonly ideaId: string;
  readonly begun: readonly SignalEvent[];
  readonly acknowledged: readonly SignalEvent[];
}

const coursesOf = (history: History): readonly Course[] => {
  const ideas = Map.groupBy(signalsNamed(history, 'milestone'), (it) => textOf(it, 'ideaId'));
  return [...ideas].map(([ideaId, events]) => ({
    ideaId,
    begun: events.filter(({ value }) => value.phase === 'begun'),
    acknowledged: events.filter(({ value }) => value.phase === 'acknowledged'),
  }));
};

/** The effects of milestones, by their key. */
const effectsOf = (history: History) =>
  Map.groupBy(
    eventsOf(history, 'effect').filter(({ key }) => milestoneKey.test(key)),
    ({ key }) => key,
  );

/** Where each later life went on with an idea: the first milestone that it began. */
const resumesOf = ({ begun, acknowledged }: Course) => {
  const lives = Map.groupBy(begun, ({ life }) => life);
  return [...lives].flatMap(([life, own]) => {
    const before = [...begun, ...acknowledged].filter((it) => it.life < life);
    if (before.length === 0) return [];
    const first = own.reduce((low, it) => (numberOf(it, 'n') < numberOf(low, 'n') ? it : low));
    const done = before.filter(({ value }) => value.phase === 'acknowledged');
    const last = done.reduce<SignalEvent | undefined>(
      (high, it) => (high && numberOf(high, 'n') >= numberOf(it, 'n') ? high : it),
      undefined,
    );
    return [{ first, last }];
  });
};

const judgeResume = (
  { ideaId }: Course,
  { first, last }: ReturnType<typeof resumesOf>[number],
  effects: ReturnType<typeof effectsOf>,
): readonly Violation[] => {
  const [n, done] = [numberOf(first, 'n'), last === undefined ? 0 : numberOf(last, 'n')];
  const what = `${ideaId} went on at ${sayMs(first.atMs)} with milestone ${n}`;
  const witnesses = [...(last === undefined ? [] : [last.index]), first.index];
  if (n <= done) return [{ because: `${what}, though ${done} was acknowledged`, witnesses }];
  for (let skipped = done + 1; skipped < n; skipped += 1) {
    // It may have been saved by a life that ended before it could say so; its effect is there then.
    if (effects.has(`${ideaId}-m${skipped}`)) continue;
    return [{ because: `${what}: milestone ${skipped} was skipped`, witnesses }];
  }
  return [];
};

/** Parts that a saved emergency checkpoint had, and that a later life coded again. */
const partsAgain = (history: History): readonly Violation[] => {
  const parts = signalsNamed(history, 'part');
  const same = (one: SignalEvent, other: SignalEvent) =>
    ['ideaId', 'name'].every((field) => textOf(one, field) === textOf(other, field)) &&
    ['n', 'round'].every((field) => numberOf(one, field) === numberOf(other, field));
  const saved = signalsNamed(history, 'checkpoint').filter(({ value }) => value.ok === true);
  return saved.flatMap(({ role, life, index }) =>
    parts
      .filter((it) => it.role === role && it.life === life && it.value.phase === 'done')
      .flatMap((done) => {
        const again = parts.find(
          (it) => it.life > life && it.value.phase === 'begun' && same(it, done),
        );
        if (again === undefined) return [];
        const name = `${textOf(done, 'name')} of milestone ${numberOf(done, 'n')}`;
        const because = `${textOf(done, 'ideaId')}: ${name} was saved at the shutdown and coded again`;
        return [{ because, witnesses: [done.index, index, again.index] }];
      }),
  );
};

const twice = (effects: ReturnType<typeof effectsOf>): readonly Violation[] =>
  [...effects].flatMap(([key, seen]) =>
    seen.length < 2
      ? []
      : [
          {
            because: `${key} took effect ${seen.length} times`,
            witnesses: seen.map(({ index }) => index),
          },
        ],
  );

const withoutEffect = (
  courses: readonly Course[],
  effects: ReturnType<typeof effectsOf>,
  resumed: SignalEvent,
): readonly Violation[] =>
  courses.flatMap(({ ideaId, acknowledged }) =>
    acknowledged
      .filter((it) => !effects.has(`${ideaId}-m${numberOf(it, 'n')}`))
      .map((it) => ({
        because: `milestone ${numberOf(it, 'n')} of ${ideaId} was acknowledged without effect`,
        witnesses: [it.index, resumed.index],
      })),
  );

/** Whoever resumes goes on exactly where the work ended (F7). */
export const resumeExact: Invariant = {
  name: 'resume-exact',
  about:
    'A resumed idea repeats no acknowledged milestone, skips none, repeats no part that a shutdown ' +
    'had saved, and no milestone takes effect twice.',
  remedy:
    'Save the state after each milestone before acknowledging it, key effects by the milestone, ' +
    'and save the parts of the running one at a shutdown.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const courses = coursesOf(history);
    const effects = effectsOf(history);
    const resumes = courses.flatMap((course) =>
      resumesOf(course).map((resume) => ({ course, resume })),
    );
    const resumed = resumes.at(-1)?.resume.first;
    const isWhole = history.events.some((event) => event.type === 'finalRead');
    return conclude(history, {
      checked: resumes.length,
      violations: [
        ...resumes.flatMap(({ course, resume }) => judgeResume(course, resume, effects)),
        ...partsAgain(history),
        ...twice(effects),
        // Only the end of a history can tell that something never came.
        ...(isWhole && resumed !== undefined ? withoutEffect(courses, effects, resumed) : []),
      ],
      unknowns: [],
      held: `${sayCount(resumes.length, 'idea')} resumed where the work had ended`,
      vacuous: 'no idea that was begun in one life went on in another',
    });
  },
};
