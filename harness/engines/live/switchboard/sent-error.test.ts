import { expect, it } from 'vitest';
import { CannotTellError, UsageError } from '../../../core/errors.ts';
import { PortTakenError } from './port-taken-error.ts';
import { fromSentError, toSentError } from './sent-error.ts';

it.each([
  new UsageError('use it so'),
  new CannotTellError('it did not answer'),
  new PortTakenError(7, 'port 7 is taken'),
  new Error('our own'),
])('%s is of the same class on the other side of the channel', (error) => {
  const crossed = JSON.parse(JSON.stringify(toSentError(error)));
  const revived = fromSentError(crossed);
  expect(revived.constructor).toBe(error.constructor);
  expect(revived.message).toBe(error.message);
  expect(revived).toMatchObject({ ...error });
});
