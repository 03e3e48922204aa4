import { z } from 'zod';
import type { HttpFault } from './http-fault.ts';

const params = z.strictObject({});

/** Well-formed HTTP with the service's own status, but the JSON ends in the middle of a string. */
export const malformedJson: HttpFault<z.output<typeof params>> = {
  kind: 'malformedJson',
  params,
  act: () => ({
    kind: 'change',
    begin: (writer) => {
      let status = 200;
      return {
        head: (head) => {
          status = head.status;
        },
        body: () => {},
        end: () => {
          const body = '{"id":"1","object":"answer","text":"and then the ';
          writer.replace({ status, contentType: 'application/json', body });
        },
        healed: () => {},
      };
    },
  }),
};
