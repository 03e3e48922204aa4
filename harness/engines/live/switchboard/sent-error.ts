import { CannotTellError, UsageError } from '../../../core/errors.ts';
import type { SentError } from './message.ts';
import { PortTakenError } from './port-taken-error.ts';

/** An error as it crosses the channel: a class does not survive that, a name of it does. */
export const toSentError = (error: unknown): SentError => {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof PortTakenError) return { message, port: error.port };
  if (error instanceof UsageError) return { message, kind: 'usage' };
  if (error instanceof CannotTellError) return { message, kind: 'cannotTell' };
  return { message };
};

/** The error as it was thrown on the other side. */
export const fromSentError = ({ message, kind, port }: SentError): Error => {
  if (port !== undefined) return new PortTakenError(port, message);
  if (kind === 'usage') return new UsageError(message);
  return kind === 'cannotTell' ? new CannotTellError(message) : new Error(message);
};
