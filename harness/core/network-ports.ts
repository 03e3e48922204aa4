import type { Heal } from './fault.ts';
import type { LinkName } from './stack.ts';

/** Between whom packets are lost, and which way. */
export interface Partition {
  /** Roles on the target's side, beside itself. */
  readonly with: readonly string[];
  /** Roles on the other side; none stands for all that are left, clients included. */
  readonly from: readonly string[];
  /** As the target's side sees it. */
  readonly direction: 'both' | 'outgoing' | 'incoming';
  /** Cut for `cutMs`, whole for `wholeMs`, and so on until the heal. */
  readonly flapping?: { readonly cutMs: number; readonly wholeMs: number };
}

/** Disturbance of the network between machines, below TCP. */
export interface NetworkPort {
  partition(role: string, step: number, partition: Partition): Promise<Heal>;
  /** Nobody answers the first packet of a connection on this link; established ones go on. */
  hang(link: LinkName, step: number): Promise<Heal>;
  /** Connections of this moment go silent and are reset by their next packet after the heal. */
  silence(link: LinkName, step: number): Promise<Heal>;
}

/** How the name of a service fails to be found: at once, after a long time, or as somebody else's. */
export type NameTrouble = 'notFound' | 'timeout' | 'wrongAddress';

/** The names by which callers find services. */
export interface DnsPort {
  fail(link: LinkName, step: number, options: { readonly how: NameTrouble }): Promise<Heal>;
}
