import type { Counts, Heal } from './fault.ts';
import type { JsonObject } from './json.ts';
import type { ClockPort, DiskPort, InsidePort, PowerPort } from './machine-ports.ts';
import type { DnsPort, NetworkPort } from './network-ports.ts';
import type { LinkName, Signal } from './stack.ts';
import type { ToxicSpec } from './toxic.ts';

/** TCP disturbance of one link. Counts come from the taps: what really arrived late or not at all. */
export interface TcpPort {
  toxic(link: LinkName, step: number, toxic: ToxicSpec): Promise<Heal>;
  /** New connections are refused, live ones closed. Overlapping refusals are counted. */
  refuse(link: LinkName, step: number): Promise<Heal>;
}

/** Which exchanges an HTTP rule touches; absent parts match everything. */
export interface ExchangeSelector {
  readonly method?: string;
  /** Exact path, or a prefix ending in `*`. */
  readonly path?: string;
  /** Only the first n that match the rest. */
  readonly first?: number;
  /** Every nth that matches the rest: 3 = the third, sixth … */
  readonly every?: number;
  readonly header?: { readonly name: string; readonly includes: string };
}

/** An HTTP fault of `harness/http-faults/` with its parameters, as the gateway applies it. */
export interface HttpRule {
  readonly fault: string;
  readonly params: JsonObject;
  readonly select: ExchangeSelector;
}

/** HTTP disturbance of one link, by the gateway at tap B. */
export interface HttpPort {
  rule(link: LinkName, step: number, rule: HttpRule): Promise<Heal>;
}

/** Disturbance of one process from outside. */
export interface ProcessPort {
  /** SIGKILL; the link's listener closes first, so that attempts are refused. Heal starts it again. */
  kill(role: string, step: number): Promise<Heal>;
  /** SIGTERM and no waiting; heal starts it again once it has exited. */
  terminate(role: string, step: number, options: { readonly twice: boolean }): Promise<Heal>;
  /** SIGSTOP until the heal's SIGCONT; overlapping pauses are counted. */
  pause(role: string, step: number): Promise<Heal>;
  /** Ends it (by `signal`) and starts it again after `downMs`. */
  restart(
    role: string,
    step: number,
    options: { readonly signal: Signal; readonly downMs: number },
  ): Promise<Heal>;
  /** SIGKILL, and each following life again after `aliveMs`, until the heal starts one that stays. */
  crashLoop(
    role: string,
    step: number,
    options: { readonly aliveMs: number; readonly downMs: number },
  ): Promise<Heal>;
  /** SIGKILL; the next life starts at once, but does nothing for its first `slowMs`. */
  slowStart(role: string, step: number, options: { readonly slowMs: number }): Promise<Heal>;
}

/** Files of a volume or of a service's own folder, changed at rest. */
export interface FilePort {
  /** Writes (string), or removes (null), a file; heal restores what was there before. */
  put(volume: string, step: number, file: { path: string; content: string | null }): Promise<Heal>;
  /** Moves a folder out of the way; heal moves it back. */
  hideFolder(volume: string, step: number, path: string): Promise<Heal>;
}

/** Everything that an engine may offer to a fault; a missing port is a hole in the matrix. */
export interface Ports {
  readonly tcp: TcpPort;
  readonly http: HttpPort;
  readonly process: ProcessPort;
  readonly file: FilePort;
  readonly inside: InsidePort;
  readonly disk: DiskPort;
  readonly power: PowerPort;
  readonly clock: ClockPort;
  readonly network: NetworkPort;
  readonly dns: DnsPort;
}

/** The sum of several counts, name by name. */
export const addCounts = (...all: readonly Counts[]): Counts => {
  const sum: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
};
