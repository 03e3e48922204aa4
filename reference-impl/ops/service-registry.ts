import { join } from 'node:path';
import type { RunFolder } from './run-folder.ts';

/** Whose version a service runs: the two of a pair have their own, the rest runs the checkout. */
export type Side = 'live' | 'candidate' | 'own';

/** What a service's environment is made from. */
export interface Wiring {
  readonly folder: RunFolder;
  readonly url: (role: string) => string;
}

/** One service of the stack, as it is run by hand. */
export interface ServiceEntry {
  readonly role: string;
  /** The file in `services/`, without its ending. */
  readonly program: string;
  readonly defaultPort: number;
  readonly side: Side;
  /** Services that take work from people stop first, those that others need stop last. */
  readonly stopWave: 0 | 1 | 2;
  readonly about: string;
  readonly env: (wiring: Wiring) => Readonly<Record<string, string>>;
}

/** Where a service keeps what is its own. */
export const dataDirOf = (folder: RunFolder, role: string): string => join(folder.data, role);

/** Where a core keeps its state. */
export const stateDirOf = (folder: RunFolder, role: string): string => join(folder.state, role);

const jsonRpc = (url: string): string => `${url}/jsonrpc`;

const coreEnv =
  (role: string): ServiceEntry['env'] =>
  ({ folder, url }) => ({
    STATE_DIR: stateDirOf(folder, role),
    // The standby works with the live prime, tool server and study (G26).
    PRIME_ENDPOINT: url('prime'),
    STUDY_ENDPOINT: url('study'),
    // Where prime's place is taken when it fails (G10); the keys are those of the stand-ins.
    GROQ_ENDPOINT: `${url('providers')}/groq`,
    GROQ_API_KEY: 'groq-key',
    OPENAI_ENDPOINT: `${url('providers')}/openai`,
    OPENAI_API_KEY: 'openai-key',
    GEMINI_ENDPOINT: `${url('providers')}/gemini`,
    GEMINI_API_KEY: 'gemini-key',
    MCP_ENDPOINT: jsonRpc(url('mcp')),
    MCP_FALLBACK_ENDPOINT: jsonRpc(url('mcp-candidate')),
    ROLE: role === 'core' ? 'live' : 'standby',
  });

const ownData =
  (role: string): ServiceEntry['env'] =>
  ({ folder }) => ({ DATA_DIR: dataDirOf(folder, role) });

/** All services, in the order in which their ports follow a `--port-base`. */
export const services: readonly ServiceEntry[] = [
  {
    role: 'web',
    program: 'web',
    defaultPort: 6414,
    side: 'own',
    stopWave: 0,
    about: 'gateway for people; owns the message queue',
    env: ({ folder, url }) => ({
      DATA_DIR: dataDirOf(folder, 'web'),
      CORE_ENDPOINT: url('core'),
      CORE_FALLBACK_ENDPOINT: url('core-candidate'),
      HA_STATUS_ENDPOINT: url('orchestrator'),
    }),
  },
  {
    role: 'core',
    program: 'core',
    defaultPort: 6415,
    side: 'live',
    stopWave: 1,
    about: 'the agent core, live',
    env: coreEnv('core'),
  },
  {
    role: 'core-candidate',
    program: 'core',
    defaultPort: 6416,
    side: 'candidate',
    stopWave: 1,
    about: 'the agent core, hot standby',
    env: coreEnv('core-candidate'),
  },
  {
    role: 'mcp',
    program: 'mcp',
    defaultPort: 8765,
    side: 'live',
    stopWave: 2,
    about: 'tool server, live',
    env: ownData('mcp'),
  },
  {
    role: 'mcp-candidate',
    program: 'mcp',
    defaultPort: 8766,
    side: 'candidate',
    stopWave: 2,
    about: 'tool server, standby',
    env: ownData('mcp-candidate'),
  },
  {
    role: 'prime',
    program: 'prime',
    defaultPort: 8000,
    side: 'own',
    stopWave: 2,
    about: 'inference server',
    env: () => ({}),
  },
  {
    role: 'orchestrator',
    program: 'orchestrator',
    defaultPort: 6420,
    side: 'own',
    stopWave: 0,
    about: 'watchdog, session sync, handoffs, notifications',
    env: ({ folder, url }) => ({
      DATA_DIR: dataDirOf(folder, 'orchestrator'),
      LIVE_ENDPOINT: url('core'),
      CANDIDATE_ENDPOINT: url('core-candidate'),
      LIVE_STATE_DIR: stateDirOf(folder, 'core'),
      CANDIDATE_STATE_DIR: stateDirOf(folder, 'core-candidate'),
    }),
  },
  {
    role: 'study',
    program: 'study',
    defaultPort: 8770,
    side: 'own',
    stopWave: 2,
    about: 'keeps session vectors',
    env: ownData('study'),
  },
  {
    role: 'providers',
    program: 'providers',
    defaultPort: 8900,
    side: 'own',
    stopWave: 2,
    about: 'stand-ins of groq, openai and gemini',
    env: () => ({}),
  },
  {
    role: 'daemon',
    program: 'daemon',
    defaultPort: 6430,
    side: 'own',
    stopWave: 0,
    about: 'cyclic worker, active',
    env: () => ({ ROLE: 'active' }),
  },
  {
    role: 'daemon-standby',
    program: 'daemon',
    defaultPort: 6431,
    side: 'own',
    stopWave: 0,
    about: 'cyclic worker, standby',
    env: () => ({ ROLE: 'standby' }),
  },
];
