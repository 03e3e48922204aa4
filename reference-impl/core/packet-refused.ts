/** A packet that was not processed, and how the caller is told. */
export class PacketRefused extends Error {
  override readonly name = 'PacketRefused';
  readonly status: 400 | 409 | 500 | 503;
  readonly code: string;

  constructor(
    { status, code }: Pick<PacketRefused, 'status' | 'code'>,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}
