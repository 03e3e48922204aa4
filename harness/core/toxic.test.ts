import { describe, expect, it } from 'vitest';
import { checkToxicAttributes, isToxicType, type ToxicType, toxicTypes } from './toxic.ts';

describe('toxic attributes', () => {
  it.each([
    ['bandwidth', { rate: -1 }, 'rate'],
    ['slicer', {}, 'average_size'],
    ['slicer', { average_size: 0 }, 'average_size'],
    ['slicer', { average_size: 5, size_variation: 6 }, 'size_variation'],
    ['slicer', { average_size: 5, size_variation: -6 }, 'size_variation'],
    ['latency', { latency: 1, jitter: 1e15 }, 'jitter'],
    ['latency', { latency: 1.5 }, 'latency'],
    ['limit_data', { byte: 5 }, 'byte'],
  ] as const)('of %s %j are refused, and the problem names %s', (type, attributes, named) => {
    const check = checkToxicAttributes<ToxicType>(type, attributes);
    expect(check.ok).toBe(false);
    if (!check.ok) expect(check.problem).toContain(named);
  });

  it('are completed with zeros', () => {
    expect(checkToxicAttributes('latency', { latency: 7 })).toEqual({
      ok: true,
      attributes: { latency: 7, jitter: 0 },
    });
  });

  it('exist for each type', () => {
    expect(toxicTypes).toHaveLength(8);
    for (const type of toxicTypes) {
      const minimal = type === 'slicer' ? { average_size: 1 } : {};
      expect(isToxicType(type) && checkToxicAttributes<ToxicType>(type, minimal).ok).toBe(true);
    }
    expect(isToxicType('toString')).toBe(false);
  });
});
