import type { Link, Stack } from '../../harness/core/stack.ts';
import { own, referenceStack, service, stateFiles } from './reference.ts';
import { referenceLinks } from './reference-links.ts';

const keyHeaders = ['x-idempotency-key'];

/** The public providers behind prime: other models, not twins of a service (ruling 2). */
const modelLinks = (core: string): readonly Link[] => [
  {
    from: core,
    to: 'providers',
    tell: ['groq', 'openai', 'gemini'].map((name) => ({
      env: `${name.toUpperCase()}_ENDPOINT`,
      format: 'url',
      path: `/${name}`,
    })),
    protocol: 'http',
    keyHeaders,
    route: { group: `${core} models`, order: 1, kind: 'model' },
  },
];

const studyLink = (core: string): Link => ({
  from: core,
  to: 'study',
  tell: [{ env: 'STUDY_ENDPOINT', format: 'url' }],
  protocol: 'http',
  keyHeaders,
});

const withModelRoute = (link: Link): Link =>
  link.to === 'prime'
    ? { ...link, route: { group: `${link.from} models`, order: 0, kind: 'model' } }
    : link;

const keys = {
  GROQ_API_KEY: 'groq-key',
  OPENAI_API_KEY: 'openai-key',
  GEMINI_API_KEY: 'gemini-key',
};

/** Sessions that the live core may add to; the standby's are older and empty. */
const liveFiles = { ...stateFiles, 'sessions.json': '{"sessions":{}}\n' };

const { volumes } = referenceStack;

/** The reference stack with the study, the public providers and the session sync beside it. */
export const referenceFullStack: Stack = {
  ...referenceStack,
  name: 'referenceFull',
  services: [
    service('study', 'study'),
    service('providers', 'providers', keys),
    ...referenceStack.services.filter(({ role }) => !role.startsWith('core')),
    service('core', 'core', keys),
    service('core-candidate', 'core', { ROLE: 'standby', ...keys }),
  ],
  links: [
    ...referenceLinks.map(withModelRoute),
    ...modelLinks('core'),
    ...modelLinks('core-candidate'),
    studyLink('core'),
    studyLink('core-candidate'),
  ],
  volumes: {
    ...volumes,
    'core-state': {
      mounts: [
        { service: 'core', env: 'STATE_DIR' },
        { service: 'orchestrator', env: 'LIVE_STATE_DIR' },
      ],
      files: liveFiles,
    },
    'candidate-state': {
      mounts: [
        { service: 'core-candidate', env: 'STATE_DIR' },
        { service: 'orchestrator', env: 'CANDIDATE_STATE_DIR' },
      ],
      files: stateFiles,
    },
    'study-data': own('study', 'DATA_DIR'),
  },
  timings: {
    ...referenceStack.timings,
    PROVIDER_READ_TIMEOUT_MS: 20_000,
    STUDY_READ_TIMEOUT_MS: 5_000,
    SESSION_FLUSH_MS: 1_000,
    ANSWER_DELAY_MS: 50,
  },
};
