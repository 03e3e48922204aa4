/** What went wrong, as the client saw it. */
export interface Failure {
  /** Error code (ECONNREFUSED, HTTP_503, TIMEOUT …). */
  readonly code: string;
  readonly message: string;
  readonly status?: number;
}

/**
 * What the client knows of an operation. `ok`: a whole acknowledgement was seen. `fail`: it
 * certainly did not happen. `unknown`: it may have happened, or may yet happen.
 */
export type Outcome =
  | { readonly kind: 'ok'; readonly accepted: boolean; readonly status: number }
  | { readonly kind: 'fail'; readonly error: Failure }
  | { readonly kind: 'unknown'; readonly error: Failure };
