import { describe, expect, it } from 'vitest';
import { idsIn } from './requirement-evidence.ts';

describe('requirement evidence', () => {
  it('finds ids in titles and nothing that only looks like one', () => {
    expect(idsIn('retry > G2, G3: waits double (ruling 1)')).toEqual(['G2', 'G3']);
    expect(idsIn('G11 and again G11')).toEqual(['G11']);
    expect(idsIn('an A4 page, 3G, UTF8, B200')).toEqual([]);
  });
});
