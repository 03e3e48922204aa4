import type { Counts } from '../../../core/fault.ts';
import type { ToxicStream } from '../../../core/toxic.ts';
import type { Ender } from './exchange-facts.ts';
import type { Passage, Transit } from './transit.ts';

/** What a meter may look at in a connection. */
export interface MeteredConnection {
  readonly transit: Readonly<Record<ToxicStream, Transit>>;
  readonly endedBy: Ender | undefined;
  /** A refusal ends it, or it never reached the proxy: no toxic has to do with its end. */
  readonly refused: boolean;
  /** An exchange is under way. */
  readonly busy: boolean;
}

/** Counts what one TCP step really changed on its link, as the two taps see it. */
export interface Meter {
  opened?(connection: MeteredConnection): void;
  passed?(connection: MeteredConnection, stream: ToxicStream, passage: Passage): void;
  /** One side's end came through, this much after it went in. */
  endPassed?(stream: ToxicStream, delayMs: number): void;
  ended?(connection: MeteredConnection): void;
  /** Read when the step is healed, before the link is restored. */
  read(): Counts;
}
