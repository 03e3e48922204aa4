/** A port of the claimed block is in use by someone else: take another block. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;

  constructor(port: number, message: string) {
    super(message);
    this.port = port;
  }
}
