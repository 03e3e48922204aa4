import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findToxiproxy, toxiproxyVersion } from '../tools/find-toxiproxy.ts';
import { startToxiproxy } from '../tools/start-toxiproxy.ts';
import { describeAnswers } from './conformance/api.ts';
import { ConformanceBench } from './conformance/bench.ts';
import { describeDataPlane } from './conformance/data-plane.ts';
import { differences } from './conformance/differences.ts';
import { describeEndingToxics } from './conformance/ending-toxics.ts';
import { describeObjects } from './conformance/objects.ts';
import { describeToxics } from './conformance/toxics.ts';

const found = findToxiproxy();
const realFits = found?.version === toxiproxyVersion;
const backends = realFits ? (['embedded', 'real'] as const) : (['embedded'] as const);

describe.each(backends)('the %s proxy', (backend) => {
  const bench = new ConformanceBench();
  beforeAll(async () => bench.use(await startToxiproxy({ backend, port: 0 })));
  afterEach(() => bench.clear());
  afterAll(() => bench.stop());

  describeAnswers(bench);
  describeObjects(bench);
  describeDataPlane(bench);
  describeToxics(bench);
  describeEndingToxics(bench);
});

describe('coverage', () => {
  const title = realFits
    ? `ran against the real Toxiproxy ${toxiproxyVersion} too`
    : `notRunHere: no real Toxiproxy ${toxiproxyVersion} was found, only the embedded one ran`;
  it(title, () => {
    expect(backends).toContain('embedded');
    expect(backends.includes('real' as never)).toBe(realFits);
  });

  it.each(Object.entries(differences))('allowed difference: %s', (_name, difference) => {
    for (const part of Object.values(difference)) expect(part).not.toBe('');
  });
});
