import { z } from 'zod';
import { type HttpFault, replaceAnswer } from './http-fault.ts';

const params = z.strictObject({});

/** A proxy in between shows a page of its own, with status 200. */
export const htmlErrorPage: HttpFault<z.output<typeof params>> = {
  kind: 'htmlErrorPage',
  params,
  act: () =>
    replaceAnswer(() => ({
      status: 200,
      contentType: 'text/html',
      body: '<!doctype html><title>Sorry</title><p>Something went wrong on our side.</p>',
    })),
};
