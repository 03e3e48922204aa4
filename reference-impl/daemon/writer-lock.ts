/** One writer's time in office; its number fences off all that was before it. */
export interface Tenure {
  readonly generation: number;
}

/**
 * Decides who writes (B3). It may be anything that gives out numbers, each once and rising: a lease in
 * a folder, a coordination service, an operator's word. That a tenure is over can be noticed late; that
 * is why whoever holds one writes only under its number.
 */
export interface WriterLock {
  /** Takes a tenure if nobody holds one; asked again and again while another does. */
  tryTake(): Promise<Tenure | undefined>;
  /** A sign of life; false when the tenure is over, for good. */
  renew(tenure: Tenure): Promise<boolean>;
  isHeld(tenure: Tenure): Promise<boolean>;
  /** Ends a tenure on purpose: the next one need not wait. */
  release(tenure: Tenure): Promise<void>;
  /** The number of the newest tenure, 0 before the first. */
  newest(): Promise<number>;
}
