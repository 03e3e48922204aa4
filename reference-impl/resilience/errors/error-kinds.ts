/** How bad an error is, from the least on. */
export const severities = ['low', 'medium', 'high', 'critical'] as const;

/** How bad an error is. */
export type Severity = (typeof severities)[number];

/**
 * What can be done about an error, from the least effort on: nothing (nobody waits any more), the
 * same again, the same after a while, another place, a lesser answer, a corrected request, a person.
 */
export const recoveries = [
  'nothing',
  'retry',
  'later',
  'elsewhere',
  'degrade',
  'correct',
  'human',
] as const;

/** What can be done about an error. */
export type Recovery = (typeof recoveries)[number];

/** What an error means to those who depend on the call that failed. */
export interface Meaning {
  readonly severity: Severity;
  readonly recovery: Recovery;
  /** The HTTP status for a caller; a time limit is no 504, which callers would send elsewhere. */
  readonly status: number;
}

/** Every kind of error that the stack tells apart. */
export const errorKinds = {
  cancelled: { severity: 'low', recovery: 'nothing', status: 500 },
  connection: { severity: 'medium', recovery: 'retry', status: 503 },
  unavailable: { severity: 'medium', recovery: 'retry', status: 503 },
  rateLimited: { severity: 'low', recovery: 'later', status: 429 },
  exhausted: { severity: 'high', recovery: 'later', status: 503 },
  timeout: { severity: 'medium', recovery: 'elsewhere', status: 500 },
  blocked: { severity: 'low', recovery: 'elsewhere', status: 503 },
  badAnswer: { severity: 'medium', recovery: 'elsewhere', status: 502 },
  unknown: { severity: 'medium', recovery: 'degrade', status: 500 },
  badInput: { severity: 'low', recovery: 'correct', status: 400 },
  denied: { severity: 'high', recovery: 'human', status: 500 },
  fault: { severity: 'high', recovery: 'human', status: 500 },
  storage: { severity: 'critical', recovery: 'human', status: 503 },
} as const satisfies Readonly<Record<string, Meaning>>;

/** The name of a kind of error. */
export type ErrorKind = keyof typeof errorKinds;
