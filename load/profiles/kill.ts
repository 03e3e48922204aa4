import { inTheMiddle, type LoadProfile } from './load-profile.ts';

/** SIGKILL: the port refuses until the core is started again. */
export const kill: LoadProfile = {
  name: 'kill',
  about: 'The live core is killed under load, and started again.',
  steps: (load) => [{ kind: 'kill', target: 'core', params: {}, ...inTheMiddle(load) }],
};
