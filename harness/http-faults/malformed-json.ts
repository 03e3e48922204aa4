import { z } from 'zod';
import { type HttpFault, replaceAnswer } from './http-fault.ts';

const params = z.strictObject({});

/** Well-formed HTTP with the service's own status, but the JSON ends in the middle of a string. */
export const malformedJson: HttpFault<z.output<typeof params>> = {
  kind: 'malformedJson',
  params,
  act: () =>
    replaceAnswer((status) => ({
      status,
      contentType: 'application/json',
      body: '{"id":"1","object":"answer","text":"and then the ',
    })),
};
