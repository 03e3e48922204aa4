/** Takes one observation; the part before the first colon is the party that made it. */
export type Observe = (observation: string) => void;

/** A small ordinary program that tells what it observed, on the real machine and simulated. */
export type Probe = (observe: Observe) => Promise<void>;

/** Probes by name. */
export type Probes = Readonly<Record<string, Probe>>;
