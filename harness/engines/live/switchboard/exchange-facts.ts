import type { Ending } from '../../../gateway/socket-ends.ts';
import type { ProcessState } from './switchboard.ts';

/** Who brought a connection to its end. `proxy` is a fault of a TCP step, `gateway` an HTTP one. */
export type Ender = 'caller' | 'service' | 'proxy' | 'gateway';

/** What the two taps have seen of one exchange so far. Times are absolute ms. */
export interface ExchangeFacts {
  readonly nth: number;
  readonly method: string;
  readonly path: string;
  readonly callId?: string;
  readonly key?: string;
  /** The request's head, by which tap B proves that it sees the same request. */
  readonly headText: string;
  readonly sentAtMs: number;
  requestBytes: number;
  requestWhole: boolean;
  /** Tap B saw the head. */
  reachedB: boolean;
  deliveredAtMs?: number;
  /** Whether the service could read what was delivered, and which life of it. */
  reader?: { readonly state: ProcessState; readonly life: number };
  serviceStatus?: number;
  serviceBeganAtMs?: number;
  serviceAnsweredAtMs?: number;
  status?: number;
  answerBeganAtMs?: number;
  answeredAtMs?: number;
  /** The step that marked the answer as the gateway's own. */
  gatewayStep?: number;
  readonly steps: Set<number>;
}

/** How the connection of an exchange has ended so far. */
export interface ConnectionFacts {
  readonly connection: number;
  /** Nobody accepted at the service's port although tap A was open. */
  serviceRefused: boolean;
  /** Who ended it first, and how the caller's side of it ended. */
  endedBy?: Ender;
  ending?: Ending;
  endedAtMs?: number;
  /** Who ended it first at tap B. */
  endedAtB?: 'caller' | 'service' | 'gateway';
  /** It was the service (or the gateway), by FIN. */
  peacefulAtB?: boolean;
}
