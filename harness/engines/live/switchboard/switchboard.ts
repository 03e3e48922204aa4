import type { Exchange } from '../../../core/history.ts';
import type { HttpPort, TcpPort } from '../../../core/ports.ts';
import type { Env, LinkName } from '../../../core/stack.ts';

/** How a switchboard is started; every run has one of its own. */
export interface SwitchboardOptions {
  readonly run: string;
  readonly toxiproxy: 'auto' | 'real' | 'embedded';
  /** Where the process and its Toxiproxy write what they have to say. */
  readonly logPath: string;
  readonly env: Env;
  /** Port of Toxiproxy's API. */
  readonly toxiproxyPort: number;
  readonly nice?: number;
}

/** One link as the switchboard needs it; all addresses are on 127.0.0.1. */
export interface BoardLink {
  /** `from>to`. */
  readonly name: LinkName;
  readonly protocol: 'http' | 'tcp';
  readonly callIdHeader: string;
  readonly keyHeaders: readonly string[];
  readonly ports: { readonly tapA: number; readonly proxy: number; readonly tapB: number };
  readonly service: { readonly host: '127.0.0.1'; readonly port: number };
}

/** What became of one attempt; its times are absolute ms of the machine's monotonic clock. */
export type RawExchange = Omit<Exchange, 'index'>;

/** An exchange reached a phase. `nth` is its place among all attempts on the link, from 1. */
export interface PhaseReport {
  readonly link: LinkName;
  readonly nth: number;
  readonly phase: 'attempted' | 'delivered' | 'answered';
  readonly atMs: number;
}

/** Whether a process can read what it is sent. */
export type ProcessState = 'running' | 'stopped' | 'dead';

/** What a link carried that is no exchange. */
export interface LinkCounters {
  readonly connections: number;
  /** Connections that ended without a whole request head. */
  readonly neverSent: number;
}

/** The parent's hold on the process through which all links of a run pass. */
export interface Switchboard {
  readonly pid: number;
  readonly toxiproxy: {
    readonly backend: 'real' | 'embedded';
    readonly version: string;
    readonly pid?: number;
  };
  readonly tcp: TcpPort;
  readonly http: HttpPort;
  /** Resolves when tap A listens (unless it is closed); rejects with `PortTakenError`. */
  addLink(link: BoardLink): Promise<void>;
  /** Closes or opens tap A for one reason; it listens when no reason to be closed is left. */
  setOpen(link: LinkName, open: boolean, why: 'dead' | 'alive'): Promise<void>;
  processState(role: string, state: ProcessState, life: number): void;
  onExchange(listener: (exchange: RawExchange) => void): void;
  onPhase(listener: (phase: PhaseReport) => void): void;
  /** The process failed by its own fault or vanished; every pending call rejects too. */
  onFailure(listener: (error: Error) => void): void;
  /** Emits every open exchange as it stands. */
  flush(): Promise<void>;
  counters(): Promise<Readonly<Record<LinkName, LinkCounters>>>;
  close(): Promise<void>;
}
