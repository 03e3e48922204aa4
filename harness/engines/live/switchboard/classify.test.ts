import { describe, expect, it } from 'vitest';
import type { AttemptClass } from '../../../core/history.ts';
import { type ClassFacts, classify, serviceEndingOf } from './classify.ts';

const running = { state: 'running', life: 0 } as const;
const stopped = { state: 'stopped', life: 0 } as const;
const dead = { state: 'dead', life: 1 } as const;
const delivered = { deliveredAtMs: 2, reader: running };

const table: readonly (readonly [string, ClassFacts, AttemptClass])[] = [
  ['nothing but a part of the request', {}, 'cut'],
  ['delivered to a running process', delivered, 'delivered'],
  ['delivered to a stopped process', { ...delivered, reader: stopped }, 'deliveredUnread'],
  ['delivered to a dead process', { ...delivered, reader: dead }, 'deliveredUnread'],
  ['stopped, but it woke and answered in time', answeredBy(stopped, 8), 'delivered'],
  [
    'stopped, woke, and answered when the attempt was over',
    answeredBy(stopped, 12),
    'deliveredUnread',
  ],
  ['answered by the service, lost on the way', answeredBy(running, 8), 'delivered'],
  ['the head of the answer came', { ...delivered, answerBeganAtMs: 5 }, 'answerCut'],
  ['the whole answer came', { ...delivered, answerBeganAtMs: 5, answeredAtMs: 6 }, 'answered'],
  ['answered by the gateway, never delivered', { answerBeganAtMs: 5, answeredAtMs: 6 }, 'answered'],
  ['cut while the gateway answered', { answerBeganAtMs: 5 }, 'answerCut'],
];

function answeredBy(reader: NonNullable<ClassFacts['reader']>, atMs: number): ClassFacts {
  return { deliveredAtMs: 2, reader, serviceBeganAtMs: atMs };
}

describe('the class of an attempt that ended at 10', () => {
  it.each(table)('%s', (_, facts, expected) => {
    expect(classify(facts, 10)).toBe(expected);
  });
});

describe('who ended a delivered request at tap B', () => {
  it.each([
    ['nobody asks about one that was not delivered', {}, 'service', undefined],
    ['answered', { deliveredAtMs: 1, serviceAnsweredAtMs: 2 }, 'caller', 'answered'],
    ['the service closed', { deliveredAtMs: 1 }, 'service', 'closed'],
    ['the caller left first', { deliveredAtMs: 1 }, 'caller', 'callerGone'],
    [
      'a fault of the gateway is no close by the service',
      { deliveredAtMs: 1 },
      'gateway',
      'callerGone',
    ],
    ['still open', { deliveredAtMs: 1 }, undefined, 'open'],
  ] as const)('%s', (_, facts, endedAtB, expected) => {
    expect(serviceEndingOf(facts, endedAtB ? { endedAtB } : {})).toBe(expected);
  });
});
