import { expect, it } from 'vitest';
import type { Exchange } from '../core/history.ts';
import { refuse } from './refuse.ts';

const attempt = (link: string, outcome: Exchange['class']): Exchange => ({
  type: 'exchange',
  index: 0,
  atMs: 1,
  link,
  from: 'web',
  to: 'core',
  connection: -1,
  method: 'GET',
  path: '/',
  requestBytes: 0,
  class: outcome,
  endedByCaller: false,
  steps: [],
  source: 'client',
});

it('counts the attempts that its link refused, which only their callers have seen', () => {
  const exchanges = [
    attempt('web>core', 'refused'),
    attempt('web>core', 'answered'),
    attempt('web>prime', 'refused'),
  ];
  const step = {
    id: 1,
    kind: 'refuse',
    target: 'web>core',
    params: {},
    when: { atMs: 0 },
    heal: 'never',
  } as const;
  const counts = refuse.evidence?.({ step, fromMs: 0, toMs: 2, exchanges, processes: [] });
  expect(counts).toEqual({ attemptsRefused: 1 });
});
