import { classifyError } from './classify-error.ts';
import { errorChain } from './error-chain.ts';
import { type ErrorKind, errorKinds, type Recovery, type Severity } from './error-kinds.ts';
import { type ErrorRule, kindOfError } from './kind-of-error.ts';

/** What a caller is told about an error, as JSON; never a stack trace. */
export interface ErrorResponse {
  readonly status: number;
  readonly body: {
    readonly error: {
      readonly code: ErrorKind;
      readonly message: string;
      readonly severity: Severity;
      readonly recovery: Recovery;
      /** True when the caller's own code may go on without a person. */
      readonly recoverable: boolean;
      /** What it stands on, nearest first. */
      readonly causes: readonly { readonly code: ErrorKind; readonly message: string }[];
    };
  };
}

const messageMost = 500;
const causesMost = 10;

/** Makes a structured response of whatever was thrown (U7). */
export function errorResponse(error: unknown, rules: readonly ErrorRule[] = []): ErrorResponse {
  const { kind, severity, recovery } = classifyError(error, rules);
  const causes = errorChain(error)
    .slice(1, causesMost + 1)
    .map((cause) => ({ code: kindOfError(cause, rules), message: messageOf(cause) }));
  const recoverable = recovery !== 'human' && recovery !== 'correct';
  const told = { code: kind, message: messageOf(error), severity, recovery, recoverable, causes };
  return { status: errorKinds[kind].status, body: { error: told } };
}

/** Says in one short line what was thrown, whatever it is. */
export function messageOf(error: unknown): string {
  try {
    const text = error instanceof Error ? error.message || error.name : String(error);
    const line = String(text).replaceAll(/\s+/g, ' ').trim();
    return line.length > messageMost ? `${line.slice(0, messageMost - 1)}…` : line;
  } catch {
    return 'something that cannot be printed';
  }
}
