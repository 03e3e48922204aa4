import fc from 'fast-check';
import { test } from 'vitest';
import type { Exchange, History } from '../core/history.ts';
import { primaryErrorSurfaced } from './primary-error-surfaced.ts';
import { expectAgreement } from './testing/agrees.ts';
import { accepted, attempt, finalRead, refused, sent, undecided } from './testing/drafts.ts';
import { cutHistoryOf } from './testing/history-of.ts';
import type { Naive } from './testing/random-history.ts';

const fails = fc.constantFrom('refused', '503', '500', 'works');

const attemptOf = (link: string, atMs: number, how: string) => {
  const names = { callId: 'c1', key: 'm1' };
  if (how === 'refused') return refused(link, atMs, names);
  return attempt(link, atMs, { ...names, ...(how === 'works' ? {} : { status: Number(how) }) });
};

const word: Readonly<Record<string, string>> = {
  refused: 'ECONNREFUSED',
  503: 'status 503',
  500: 'status 500',
  works: 'nothing',
};

const histories = fc
  .record({
    primary: fails,
    fallback: fails,
    text: fc.constantFrom('first', 'second', 'firstThenSecond', 'secondThenFirst', 'none'),
    isTold: fc.constantFrom(true, true, false),
    isCut: fc.constantFrom(true, false, false),
  })
  .map(({ primary, fallback, text, isTold, isCut }) => {
    const [one, two] = [word[primary] ?? '', word[fallback] ?? ''];
    const message = {
      first: one,
      second: two,
      firstThenSecond: `${one}; cause: ${two}`,
      secondThenFirst: `${two}; cause: ${one}`,
      none: 'something went wrong',
    }[text];
    return cutHistoryOf([
      sent('m1', 0),
      attemptOf('web>core', 5, primary),
      attemptOf('web>core-candidate', 12, fallback),
      isTold ? undecided('m1', 40, { code: 'FAILED', message, status: 502 }) : accepted('m1', 40),
      ...(isCut ? [] : [finalRead(50)]),
    ]);
  });

const naive = ({ events }: History): Naive => {
  const on = (link: string) =>
    events.find((it): it is Exchange => it.type === 'exchange' && it.link === link);
  const told = events.find((it) => it.type === 'complete');
  const text =
    told?.type === 'complete' && told.outcome.kind === 'unknown' ? told.outcome.error.message : '';
  const wordOf = (it: Exchange | undefined) =>
    it?.class === 'refused' ? 'ECONNREFUSED' : `${it?.status ?? 0}`;
  const [one, two] = [wordOf(on('web>core')), wordOf(on('web>core-candidate'))];
  if (text === '' || one === '200' || two === '200') return { checked: 0, broken: 0, doubts: 0 };
  // Where both failed alike, no text can tell them apart.
  const [own, other] = one === two ? [-1, -1] : [text.indexOf(one), text.indexOf(two)];
  const isOthers = other >= 0 && (own < 0 || other < own);
  return { checked: 1, broken: isOthers ? 1 : 0, doubts: own < 0 && !isOthers ? 1 : 0 };
};

test('agrees with a naive reading of its rule', () =>
  expectAgreement(primaryErrorSurfaced, naive, { histories }));
