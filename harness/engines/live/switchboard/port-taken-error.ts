/** A port of the claimed block is in use by someone else: take another block. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;

  constructor(port: number, message: string) {
    super(message);
    this.port = port;
  }
}

/** Whether an error says that an address is in use, in Node's words or Toxiproxy's. */
export const isTaken = (error: unknown): boolean =>
  error instanceof Error && /EADDRINUSE|address already in use|is taken/.test(error.message);
