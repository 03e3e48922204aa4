import type { Counts } from '../../../core/fault.ts';
import type { HttpRule } from '../../../core/ports.ts';
import type { LinkName } from '../../../core/stack.ts';
import type { ToxicSpec } from '../../../core/toxic.ts';
import type {
  BoardLink,
  LinkCounters,
  PhaseReport,
  ProcessState,
  RawExchange,
  Switchboard,
  SwitchboardOptions,
} from './switchboard.ts';

/** What the parent may ask, and what each answers with. */
export interface Calls {
  start: {
    ask: Pick<SwitchboardOptions, 'toxiproxy' | 'toxiproxyPort' | 'logPath'>;
    answer: Switchboard['toxiproxy'];
  };
  addLink: { ask: BoardLink; answer: null };
  setOpen: { ask: { link: LinkName; open: boolean }; answer: null };
  processState: {
    ask: { role: string; state: ProcessState; life: number; atMs: number };
    answer: null;
  };
  /** The four disturbances answer with the handle by which they are healed. */
  toxic: { ask: { link: LinkName; step: number; toxic: ToxicSpec }; answer: number };
  refuse: { ask: { link: LinkName; step: number }; answer: number };
  rule: { ask: { link: LinkName; step: number; rule: HttpRule }; answer: number };
  heal: { ask: { handle: number }; answer: Counts };
  flush: { ask: null; answer: null };
  counters: { ask: null; answer: Readonly<Record<LinkName, LinkCounters>> };
  close: { ask: null; answer: null };
}

/** The name of a call. */
export type CallName = keyof Calls;

/** A call on its way to the child. */
export type CallMessage = {
  readonly [N in CallName]: {
    readonly id: number;
    readonly call: N;
    readonly ask: Calls[N]['ask'];
  };
}[CallName];

/** An error as it crosses the channel. */
export interface SentError {
  readonly message: string;
  /** Set where the class of the error decides what becomes of the run. */
  readonly kind?: 'usage' | 'cannotTell';
  /** Set when a port was taken. */
  readonly port?: number;
}

/** What the child says. */
export type BoardMessage =
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly error: SentError }
  | { readonly type: 'exchange'; readonly exchange: RawExchange }
  | { readonly type: 'phase'; readonly phase: PhaseReport }
  | { readonly type: 'failure'; readonly error: SentError };
