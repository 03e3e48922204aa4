/** An error that the API answers with its own status; everything else is a 500. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The error for a body that is not what the route expects. */
export function badBody(problem: string): ApiError {
  return new ApiError(400, `bad request body: ${problem}`);
}

/** The text of an error as Toxiproxy shows it; listen errors have the words of Go's net. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, syscall, address, port } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  if (syscall !== 'listen') return error.message;
  const reason: Record<string, string> = {
    EADDRINUSE: 'address already in use',
    EADDRNOTAVAIL: 'cannot assign requested address',
    EACCES: 'permission denied',
  };
  return `listen tcp ${address}:${port}: bind: ${reason[code ?? ''] ?? error.message}`;
}
