import type { OnReadOpts, Socket } from 'node:net';
import { firstReadBuffer, largerReadBuffer, returnReadBuffer } from './read-buffers.ts';

/** Takes bytes while they lie in the read buffer; true when it is done with them and wants more. */
export type Receiver = (data: Buffer) => boolean;

/**
 * The reading side of a socket: one buffer, used again for each read. That a stream would allocate
 * one per read and queue it is what makes an ordinary pipe slow.
 */
export class Intake {
  #buffer = firstReadBuffer();
  #receiver: Receiver = () => false;
  #socket: Socket | undefined;
  #paused = true;
  #filled = false;

  /** The option with which the socket must be made. */
  readonly onread: OnReadOpts = {
    buffer: () => {
      // Asked for after each read: an answer of "more" said that the old one is not needed.
      if (this.#filled && !this.#paused) this.#buffer = largerReadBuffer(this.#buffer);
      this.#filled = false;
      return this.#buffer;
    },
    callback: (count, buffer) => {
      // The buffer is our own, which is a Buffer; the type only promises its bytes.
      const own = buffer as Buffer;
      this.#filled = count === own.length;
      this.#paused = !this.#receiver(this.#filled ? own : own.subarray(0, count));
      return !this.#paused;
    },
  };

  /** Connects the socket that was made with `onread` to the one who takes its bytes. */
  start(socket: Socket, receiver: Receiver): void {
    this.#socket = socket;
    this.#receiver = receiver;
    socket.once('close', () => {
      // While paused, a write of another socket may still refer to the buffer.
      if (!this.#paused) returnReadBuffer(this.#buffer);
    });
    this.resume();
  }

  /** Reads on after the receiver had refused more. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#socket?.resume();
  }
}
