import { inTheMiddle, type LoadProfile } from './load-profile.ts';

/** The whole core answers 503: to its callers, and to the watchdog. */
export const answers503: LoadProfile = {
  name: '503',
  about: 'The live core answers 503 to everybody under load, the watchdog included.',
  steps: (load) =>
    ['web>core', 'orchestrator>core'].map((target) => ({
      kind: 'status',
      target,
      params: { status: 503, when: 'instead', select: {} },
      ...inTheMiddle(load),
    })),
};
