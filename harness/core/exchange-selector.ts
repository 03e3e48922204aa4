import { z } from 'zod';
import type { Fault } from './fault.ts';
import type { JsonObject } from './json.ts';
import type { ExchangeSelector } from './ports.ts';

/** The schema of the `select` parameter of every HTTP fault; left out, it fits every exchange. */
export const exchangeSelector = z
  .strictObject({
    method: z.exactOptional(z.string().regex(/^[A-Za-z]+$/)),
    path: z.exactOptional(z.string().startsWith('/')),
    first: z.exactOptional(z.int().min(1)),
    every: z.exactOptional(z.int().min(1)),
    header: z.exactOptional(z.strictObject({ name: z.string().min(1), includes: z.string() })),
  })
  .default({});

/** How every HTTP fault is injected: its selector apart, its parameters as they are. */
export const injectRule: Fault<JsonObject & { readonly select: ExchangeSelector }>['inject'] = (
  ports,
  step,
) => {
  const { select, ...params } = step.params;
  return ports.http.rule(step.target, step.id, { fault: step.kind, params, select });
};
