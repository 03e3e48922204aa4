import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExchangeSelector } from '../core/ports.ts';
import type { Head } from './http-head.ts';
import { type HttpFaults, loadHttpFaults } from './load-http-faults.ts';
import { createRuleBook } from './rule-book.ts';
import { matches, selectsNth } from './select.ts';

let faults: HttpFaults;
beforeAll(async () => {
  faults = await loadHttpFaults();
});

const head: Head = {
  text: '',
  firstLine: 'POST /v1/chat?x=1 HTTP/1.1',
  headers: [['x-agent', 'planner-2']],
};
const rule = (select: ExchangeSelector, fault = 'malformedJson') => ({ fault, params: {}, select });

describe('which requests a selector fits', () => {
  it.each<[ExchangeSelector, boolean]>([
    [{}, true],
    [{ method: 'post' }, true],
    [{ method: 'GET' }, false],
    [{ path: '/v1/chat' }, true],
    [{ path: '/v1' }, false],
    [{ path: '/v1*' }, true],
    [{ path: '/v2/*' }, false],
    [{ header: { name: 'X-Agent', includes: 'planner' } }, true],
    [{ header: { name: 'X-Agent', includes: 'worker' } }, false],
    [{ header: { name: 'other', includes: '' } }, false],
    [{ method: 'POST', path: '/v1/chat', header: { name: 'x-agent', includes: '2' } }, true],
  ])('%j: %s', (select, fits) => {
    expect(matches(select, head)).toBe(fits);
  });

  it('first bounds how many, every says which', () => {
    const small = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(small, small, (first, every) => {
        const taken = (select: ExchangeSelector) =>
          Array.from({ length: 500 }, (_, index) => index + 1).filter((nth) =>
            selectsNth(select, nth),
          );
        expect(taken({ first })).toEqual(Array.from({ length: first }, (_, index) => index + 1));
        expect(taken({ first, every })).toEqual(
          Array.from({ length: first }, (_, index) => (index + 1) * every),
        );
        expect(taken({ every })).toHaveLength(Math.floor(500 / every));
      }),
    );
  });
});

describe('the rules of a link', () => {
  it('the oldest rule that selects a request decides, and a healed one never again', () => {
    const book = createRuleBook(faults);
    expect(book.isEmpty).toBe(true);
    const healFirst = book.add(1, rule({ first: 1 }));
    const healSecond = book.add(2, rule({}));
    expect(book.decide(head)?.step).toBe(1);
    expect(book.decide(head)?.step).toBe(2);
    healSecond();
    expect(book.decide(head)).toBeUndefined();
    healFirst();
    expect(book.isEmpty).toBe(true);
  });

  it('every rule counts what fits it, also when another one decides', () => {
    const book = createRuleBook(faults);
    book.add(1, rule({ first: 2 }));
    book.add(2, rule({ every: 3 }));
    const steps = Array.from({ length: 6 }, () => book.decide(head)?.step);
    expect(steps).toEqual([1, 1, 2, undefined, undefined, 2]);
  });

  it('tells what its exchanges counted, and lets those under way know of the heal', () => {
    const book = createRuleBook(faults);
    const heal = book.add(1, rule({}));
    const decision = book.decide(head);
    let told = 0;
    const forget = book.decide(head)?.onHealed(() => told++);
    decision?.onHealed(() => {
      told++;
      decision.count('responsesCut');
    });
    forget?.();
    decision?.count('heldMs', 7);
    expect(heal()).toEqual({ heldMs: 7, responsesCut: 1 });
    expect(told).toBe(1);
  });

  it('an unknown fault or a wrong parameter is an error that names it', () => {
    const book = createRuleBook(faults);
    expect(() => book.add(1, rule({}, 'nonsense'))).toThrow(/nonsense.*malformedJson/);
    expect(() => book.add(1, { ...rule({}, 'slowHeaders'), params: { delayMs: -1 } })).toThrow(
      /delayMs/,
    );
  });
});
