import type { Client, ClientWorld } from './client.ts';
import type { JsonObject } from './json.ts';

/** Environment variables of a process. */
export type Env = Readonly<Record<string, string>>;

/** The signals that a scenario may send to a service. */
export type Signal = 'SIGTERM' | 'SIGINT' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';

/** How a service is started: an ES module (run by Node), any command, an image, or not by us at all. */
export type Run =
  | { readonly kind: 'module'; readonly path: string }
  | { readonly kind: 'command'; readonly argv: readonly string[] }
  | { readonly kind: 'image'; readonly image: string }
  | { readonly kind: 'external'; readonly url: string };

/** Where a service listens: the variable that tells it its port, or a port it insists on. */
export type Listen = { readonly env: string } | { readonly port: number };

/** How the harness knows that a service can take work. */
export type Probe =
  | { readonly kind: 'http'; readonly path: string; readonly status?: number }
  | { readonly kind: 'tcp' }
  | { readonly kind: 'log'; readonly includes: string }
  | { readonly kind: 'command'; readonly argv: readonly string[] };

/** One process of the stack, named by the role it plays. */
export interface Service {
  readonly role: string;
  readonly run: Run;
  readonly listen: readonly Listen[];
  readonly env?: Env;
  readonly ready: Probe;
  readonly restart: 'no' | 'unless-stopped';
  readonly stop?: { readonly signal: Signal; readonly graceMs: number };
}

/** The role name reserved for the clients that carry the workload. */
export const clientRole = 'client';

/** Who calls whom, and how the caller is told where: every link passes the harness's two taps. */
export interface Link {
  readonly from: string;
  readonly to: string;
  /** The caller's variables that name this endpoint; `path` is appended to an URL. */
  readonly tell: readonly {
    readonly env: string;
    readonly format: 'url' | 'hostport';
    readonly path?: string;
  }[];
  readonly protocol: 'http' | 'tcp';
  /** Links of one group are alternatives for the same call; order 0 is the primary. */
  readonly route?: {
    readonly group: string;
    readonly order: number;
    readonly kind: 'service' | 'model';
  };
  /**
   * Live: the caller is told the service's own address, so that nothing on it costs time, is seen,
   * or can be disturbed; for measuring.
   */
  readonly untapped?: true;
  /** Header that names one client call over its retries and fallback; default `x-call-id`. */
  readonly callIdHeader?: string;
  /** Headers that name one message over redeliveries; the first present one counts. */
  readonly keyHeaders?: readonly string[];
}

/** `from>to`, how a link is written in plans, reports and on the command line. */
export type LinkName = string;

/** The name of a link. */
export const linkName = (link: Pick<Link, 'from' | 'to'>): LinkName => `${link.from}>${link.to}`;

/** A folder that one or several services mount, with what it holds before they start. */
export interface Volume {
  readonly mounts: readonly { readonly service: string; readonly env: string }[];
  readonly folders?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

/** One structured log line of a service, parsed; `wallMs` is the line's own epoch time if it has one. */
export interface LogRecord {
  readonly role: string;
  readonly fields: JsonObject;
  readonly wallMs?: number;
}

/** What a stack's adapter reads out of one log line. */
export interface StackSignal {
  readonly name: string;
  readonly value: JsonObject;
}

/** One effect as the sink read it from a file of the effect volume. */
export interface EffectRecord {
  readonly key: string;
  /** The input as the stack received it, to be held against what was sent. */
  readonly text: string;
  readonly by: string;
  readonly executionId?: string;
}

/** What the stack promises, in ms of the run (already scaled); checkers judge against it. */
export interface StackPromises {
  /** Retry schedule of the calls on a route group. */
  readonly retry: readonly {
    readonly group: string;
    readonly maxRetries: number;
    readonly baseDelayMs: number;
    /** Fraction, 0.25 = ±25 %. */
    readonly jitter: number;
  }[];
  /** A message that was not delivered is delivered again, each time after a longer wait. */
  readonly redelivery?: {
    readonly baseDelayMs: number;
    readonly maxDelayMs: number;
    readonly jitter: number;
  };
  /** By role: a whole request is answered or closed within this time. */
  readonly requestLimitMs: Readonly<Record<string, number>>;
  /** By role: gone by itself this long after SIGTERM. */
  readonly graceMs: Readonly<Record<string, number>>;
  /** By role: the longest that the checkpoints of a stop may take. */
  readonly checkpointLimitMs?: Readonly<Record<string, number>>;
  /** By role: the parts that a stop after SIGTERM saves, or says why not (signal `checkpoint`). */
  readonly checkpoints?: Readonly<Record<string, readonly string[]>>;
  readonly watchdog?: {
    readonly role: string;
    readonly live: string;
    readonly candidate: string;
    readonly pollMs: number;
    readonly probeLimitMs: number;
    readonly unhealthyAfter: number;
  };
  /** How a role that asks models through breakers goes about it. */
  readonly modelCalls?: {
    readonly role: string;
    /** The time limit of one try at a model. */
    readonly tryLimitMs: number;
    readonly resetTimeoutMs: number;
    readonly halfOpenProbes: number;
    /** Failures of one agent that open its own breaker. */
    readonly agentFailureThreshold: number;
    /** The least share of parallel agents that must succeed. */
    readonly minSuccessRate: number;
  };
  /** The longest pause that the stack makes on purpose (a redelivery's backoff, a poll). */
  readonly longestWaitMs: number;
  readonly keepsOrder: boolean;
}

/** A system under test: its processes, who calls whom, its folders, its timings and how to talk to it. */
export interface Stack {
  readonly name: string;
  readonly services: readonly Service[];
  readonly links: readonly Link[];
  readonly volumes: Readonly<Record<string, Volume>>;
  /** Variables given to every service, in ms; scaled together with scenario time. */
  readonly timings: Readonly<Record<string, number>>;
  /** Where effects appear: one file per effect in a folder of a volume that the harness owns. */
  readonly effects: {
    readonly volume: string;
    readonly folder: string;
    parse(text: string, file: string): EffectRecord | undefined;
  };
  /** What the stack promises under the given (scaled) timings. */
  promises(timings: Readonly<Record<string, number>>): StackPromises;
  signals?(line: LogRecord): StackSignal | undefined;
  connect(world: ClientWorld): Client;
}

/** The plain part of a stack that faults and plans may ask about. */
export interface Topology {
  readonly roles: readonly string[];
  readonly links: readonly LinkName[];
  readonly volumes: readonly string[];
}

/** The topology of a stack. */
export const topologyOf = (stack: Stack): Topology => ({
  roles: stack.services.map((service) => service.role),
  links: stack.links.filter((link) => !link.untapped).map(linkName),
  volumes: Object.keys(stack.volumes),
});
