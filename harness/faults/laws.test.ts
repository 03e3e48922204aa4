import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fault, FaultStep } from '../core/fault.ts';
import type { JsonObject } from '../core/json.ts';
import { loadFaults } from './fixture/load-faults.ts';

const faults = await loadFaults();

const stepOf = (fault: Fault): FaultStep => ({
  id: 7,
  kind: fault.kind,
  target: 'client>echo',
  params: fault.sample,
  when: { atMs: 0 },
  heal: { afterMs: 8_000 },
});

const badValues = ['no such value', -1, 1e300, null];

/** Every way to make one parameter of the sample wrong, or to add one that is none. */
const damaged = (sample: JsonObject): readonly (readonly [string, JsonObject])[] => [
  ...Object.keys(sample).flatMap((name) =>
    badValues.map((bad) => [name, { ...sample, [name]: bad }] as const),
  ),
  ['noSuchParameter', { ...sample, noSuchParameter: 1 }],
];

describe.each(faults.map((fault) => [fault.kind, fault] as const))('%s', (_, fault) => {
  it('says what it is', () => {
    expect(fault.about).toMatch(/^\S.{10,}$/);
    expect(fault.effects.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(fault.sample))).toEqual(fault.sample);
  });

  it('accepts its sample, also after a round trip through JSON', () => {
    const parsed = fault.params.parse(fault.sample);
    expect(fault.params.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  });

  it('rejects a parameter out of range with a message that names it', () => {
    const accepted = new Set<string>();
    for (const [name, params] of damaged(fault.sample)) {
      const result = fault.params.safeParse(params);
      if (result.success) accepted.add(name);
      else expect(z.prettifyError(result.error)).toContain(name);
    }
    expect(accepted).not.toContain('noSuchParameter');
    // A free text accepts any text; nothing accepts all of the four.
    for (const name of Object.keys(fault.sample)) {
      const all = badValues.map((bad) => ({ ...fault.sample, [name]: bad }));
      expect(all.every((params) => fault.params.safeParse(params).success)).toBe(false);
    }
  });

  it('weakens to valid steps, and always comes to an end', () => {
    let step: FaultStep | undefined = stepOf(fault);
    const seen = new Set<string>();
    for (let round = 0; step && round < 200; round++) {
      const text = JSON.stringify(step);
      expect(seen).not.toContain(text);
      seen.add(text);
      const weaker: readonly FaultStep[] = fault.weaker(step);
      for (const one of weaker) {
        expect(fault.params.safeParse(one.params).success).toBe(true);
        expect(one).toMatchObject({ id: step.id, kind: step.kind, target: step.target });
        expect(one).not.toEqual(step);
      }
      step = weaker.at(-1);
    }
    expect(step).toBeUndefined();
  });
});
