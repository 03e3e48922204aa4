import { z } from 'zod';
import { breakAnswer, type HttpFault } from './http-fault.ts';

const params = z.strictObject({});

/** What comes back is not HTTP at all. */
export const garbageStatusLine: HttpFault<z.output<typeof params>> = {
  kind: 'garbageStatusLine',
  params,
  act: () => breakAnswer(Buffer.from('GARBAGE/9.9 this is no status line\r\n\r\n')),
};
