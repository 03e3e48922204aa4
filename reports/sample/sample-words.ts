import type { ReportInput } from '../../harness/core/run-detail.ts';

/** The scenarios of the sample report. */
export const sampleStories: readonly {
  readonly scenario: string;
  readonly about: string;
  readonly exercises: readonly string[];
}[] = [
  {
    scenario: 'core-slower-than-the-limit',
    about: 'Core answers later than web waits; a call that timed out must not be sent again.',
    exercises: ['G3', 'G4'],
  },
  {
    scenario: 'core-killed-under-traffic',
    about: 'Live core is killed while messages flow; they fail over and come back.',
    exercises: ['G1', 'G4', 'G28'],
  },
  {
    scenario: 'core-hangs',
    about: 'Live core stops answering and wakes after the watchdog gave it up.',
    exercises: ['G3', 'G13'],
  },
  {
    scenario: 'maintenance-during-a-failover',
    about: 'The maintenance flag is set; nothing may fail over.',
    exercises: ['G6'],
  },
  {
    scenario: 'sigterm-while-the-checkpoint-hangs',
    about: 'Core gets SIGTERM while its checkpoint cannot finish; it is gone before 25 s.',
    exercises: ['G21', 'G22'],
  },
];

/** The invariants of the sample report. */
export const sampleInvariants: ReportInput['invariants'] = [
  { name: 'no-timeout-failover', about: 'A call that timed out is not sent again anywhere.' },
  {
    name: 'no-lost-messages',
    about: 'An accepted message takes effect, waits, or is given up openly.',
  },
  { name: 'no-duplicate-effects', about: 'No message takes effect twice.' },
  { name: 'grace-period', about: 'After SIGTERM a process is gone by itself within its grace.' },
];

/** The requirements of the sample report. */
export const sampleRequirements: ReportInput['requirements'] = [
  { id: 'G1', text: 'What is retried, and may then fail over' },
  { id: 'G2', text: 'Exponential backoff with ±25 % jitter' },
  { id: 'G3', text: 'A timeout is neither retried nor failed over' },
  { id: 'G4', text: 'Exactly one attempt on the fallback' },
  { id: 'G6', text: 'Maintenance: failover off, direct calls work' },
  { id: 'G9', text: 'Inference retries on connection errors only' },
  { id: 'G13', text: 'Two failures before a service is unhealthy' },
  { id: 'H1', text: 'Tool-server fallback' },
  { id: 'F9', text: 'Metrics with three thresholds' },
];

/** The faults of the sample report. */
export const sampleFaults: ReportInput['faults'] = [
  { kind: 'latency', family: 'network', about: 'Delays chunks, order kept.' },
  { kind: 'resetPeer', family: 'network', about: 'Resets connections.' },
  { kind: 'slowHeaders', family: 'http', about: 'The answer’s head comes late.' },
  { kind: 'status', family: 'http', about: 'An answer with another status.' },
  { kind: 'kill', family: 'process', about: 'SIGKILL.' },
  { kind: 'terminate', family: 'process', about: 'SIGTERM.' },
  { kind: 'diskFull', family: 'disk', about: 'ENOSPC.' },
];
