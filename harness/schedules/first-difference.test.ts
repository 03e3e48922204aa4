import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstDifference } from './first-difference.ts';

describe('where two runs of one seed part', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-difference-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const history = async (...lines: readonly string[]): Promise<string> => {
    const own = await mkdtemp(join(folder, 'run-'));
    await writeFile(join(own, 'history.jsonl'), `${lines.join('\n')}\n`);
    return own;
  };

  it('shows the first event that differs, with both sides', async () => {
    const [one, other] = [
      await history('head', 'a', 'b', 'c'),
      await history('head', 'a', 'x', 'c'),
    ];
    expect(await firstDifference(one, other)).toBe('line 3 of history.jsonl is b or x');
  });

  it('shows where one of them has ended', async () => {
    const [one, other] = [await history('head', 'a'), await history('head')];
    expect(await firstDifference(one, other)).toBe(
      'line 2 of history.jsonl is a or nothing any more',
    );
  });

  it('says when there is nothing to compare', async () => {
    const one = await history('head');
    expect(await firstDifference(one, join(folder, 'none'))).toContain('no history was kept');
    expect(await firstDifference(one, await history('head'))).toContain('are equal');
  });
});
