import { z } from 'zod';
import { breakAnswer, type HttpFault } from './http-fault.ts';

const params = z.strictObject({});

/** A chunk whose size is no number, after a whole one. */
export const brokenChunk: HttpFault<z.output<typeof params>> = {
  kind: 'brokenChunk',
  params,
  act: () =>
    breakAnswer(
      Buffer.from(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n' +
          '6\r\n{"ok":\r\nno size\r\n',
      ),
    ),
};
