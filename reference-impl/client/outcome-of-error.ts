import type { Limits } from './attempt-limits.ts';
import type { AttemptOutcome } from './attempt-outcome.ts';

/** How far an attempt had come when its connection failed. */
export interface Progress {
  readonly connected: boolean;
  /** The whole request was handed to the operating system. */
  readonly sent: boolean;
  /** Bytes of an answer that had arrived. */
  readonly answerBytes: number;
}

/** Tells from a connection's error, and from how far the attempt had come, what happened to it. */
export function outcomeOfError(
  error: NodeJS.ErrnoException,
  progress: Progress,
  limits: Limits,
): AttemptOutcome {
  const code = error.code ?? error.name;
  const facts = { code, message: error.message };
  // The kernel's own limits are time limits too: the peer may be alive and slow.
  if (code === 'ETIMEDOUT') {
    return progress.connected
      ? { kind: 'timedOut', phase: 'read', limitMs: limits.readMs }
      : { kind: 'timedOut', phase: 'connect', limitMs: limits.connectMs };
  }
  if (!progress.connected) return { kind: 'notDelivered', ...facts };
  if (progress.answerBytes > 0) {
    return { kind: isReset(error) ? 'resetInAnswer' : 'brokenAnswer', ...facts };
  }
  return { kind: progress.sent ? 'noAnswer' : 'notDelivered', ...facts };
}

/**
 * Node says ECONNRESET for a FIN in the wrong place too; only a real RST comes from a system call.
 */
function isReset(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' && error.syscall !== undefined;
}
