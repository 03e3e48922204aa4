import { inTheMiddle, type LoadProfile } from './load-profile.ts';

/** SIGSTOP: the kernel still accepts connections, and nobody answers. */
export const hang: LoadProfile = {
  name: 'hang',
  about: 'The live core is stopped under load, and goes on later: work may run on waking.',
  steps: (load) => [{ kind: 'pause', target: 'core', params: {}, ...inTheMiddle(load) }],
};
