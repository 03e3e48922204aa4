import { z } from 'zod';
import { type HttpFault, replaceAnswer } from './http-fault.ts';

const params = z.strictObject({});

/** An error as JSON-RPC and GraphQL tell it: inside of a successful answer. */
export const errorInside200: HttpFault<z.output<typeof params>> = {
  kind: 'errorInside200',
  params,
  act: () =>
    replaceAnswer(() => ({
      status: 200,
      contentType: 'application/json',
      body: '{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Internal error"}}',
    })),
};
