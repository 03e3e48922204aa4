import { errno } from './errno.ts';

/**
 * What a TCP handle has and a simulated one needs not do. Every native method must be shadowed: the
 * real prototype is behind this one only because `resetAndDestroy` asks for an instance of it.
 */
export class InertHandle {
  /** With true, Node's HTTP parser would read from native memory that is not there. */
  readonly isStreamBase = false;
  readonly fd = -1;
  isReferenced = true;

  get _externalStream(): undefined {
    return undefined;
  }

  asyncReset(): void {}

  getProviderType(): number {
    return 0;
  }

  getAsyncContextFrameForDebuggingOnly(): undefined {
    return undefined;
  }

  open(): number {
    return errno.EINVAL;
  }

  listen(): number {
    return errno.EINVAL;
  }

  ref(): void {
    this.isReferenced = true;
  }

  unref(): void {
    this.isReferenced = false;
  }

  setNoDelay(): number {
    return 0;
  }

  setKeepAlive(): number {
    return 0;
  }

  setTypeOfService(): number {
    return 0;
  }

  getTypeOfService(): number {
    return 0;
  }

  setBlocking(): number {
    return 0;
  }
}
