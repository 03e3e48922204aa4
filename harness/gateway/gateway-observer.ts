import type { Head } from './http-head.ts';
import type { Ending } from './socket-ends.ts';

/** What tap B tells about one exchange. */
export interface ExchangeSight {
  /** The whole request was written to the service. */
  delivered(): void;
  /** The head of the service's answer. */
  serviceHead(status: number): void;
  /** The service's answer is whole. */
  serviceEnd(): void;
  /** A step decided what becomes of it. */
  touched(step: number): void;
}

/** What tap B tells about one connection; requests come in the order of their heads. */
export interface ConnectionSight {
  /** Bytes came in from the caller's side. */
  received(bytes: number): void;
  /** Bytes were sent to the caller's side. */
  sent(bytes: number): void;
  request(head: Head): ExchangeSight;
  /** Bytes that are no HTTP were written to the service. */
  passed(bytes: number): void;
  /** The service refused the connection. */
  serviceRefused(): void;
  ended(side: 'caller' | 'service' | 'gateway', how: Ending): void;
  /** Both sockets are closed. */
  closed(): void;
}
