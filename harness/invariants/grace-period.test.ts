import fc from 'fast-check';
import { test } from 'vitest';
import type { History } from '../core/history.ts';
import { gracePeriod } from './grace-period.ts';
import { expectAgreement } from './testing/agrees.ts';
import { finalRead, processEvent, signal } from './testing/drafts.ts';
import { cutHistoryOf, examplePromises } from './testing/history-of.ts';
import type { Naive } from './testing/random-history.ts';

const promises = { ...examplePromises, checkpoints: { core: ['journal'] } };

// Core's grace of 2,500 ms with the clock's error, and what a busy machine may cost.
const [graceMs, lateMs] = [2510, 2760];

const histories = fc
  .record({
    isAsked: fc.boolean(),
    tookMs: fc.constantFrom(100, 2505, 2600, 2800, undefined),
    by: fc.constantFrom('itself', 'SIGKILL'),
    saved: fc.constantFrom('saved', 'explained', 'failed', 'early', 'never'),
    readAtMs: fc.constantFrom(2000, 2650, 6000, undefined),
  })
  .map(({ isAsked, tookMs, by, saved, readAtMs }) =>
    cutHistoryOf(
      [
        ...(isAsked ? [processEvent('core', 'terminated', 0)] : []),
        ...(tookMs === undefined
          ? []
          : [processEvent('core', 'exited', tookMs, by === 'itself' ? {} : { signal: by })]),
        ...(saved === 'never'
          ? []
          : [
              signal('core', 'checkpoint', saved === 'early' ? -50 : 50, {
                part: 'journal',
                ok: saved === 'saved' || saved === 'early',
                ...(saved === 'explained' ? { reason: 'no space' } : {}),
              }),
            ]),
        ...(readAtMs === undefined ? [] : [finalRead(readAtMs)]),
      ],
      { promises },
    ),
  );

const naive = ({ events }: History): Naive => {
  const asked = events.some((it) => it.type === 'process' && it.what === 'terminated');
  if (!asked) return { checked: 0, broken: 0, doubts: 0 };
  const exit = events.find((it) => it.type === 'process' && it.what === 'exited');
  const tookMs = exit?.atMs ?? Math.max(...events.map((it) => it.atMs));
  if (tookMs > lateMs) return { checked: 1, broken: 1, doubts: 0 };
  const wasKilled = exit?.type === 'process' && exit.signal === 'SIGKILL';
  if (exit === undefined || wasKilled || tookMs > graceMs) {
    return { checked: 0, broken: 0, doubts: 1 };
  }
  const told = events.find((it) => it.type === 'signal' && it.atMs >= 0);
  const isTold = told?.type === 'signal' && (told.value.ok === true || 'reason' in told.value);
  return { checked: 1, broken: isTold ? 0 : 1, doubts: 0 };
};

test('agrees with a naive reading of its rule', () =>
  expectAgreement(gracePeriod, naive, { histories }));
