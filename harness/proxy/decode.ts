import { z } from 'zod';
import {
  checkToxicAttributes,
  isToxicType,
  type NamedToxic,
  type ToxicType,
  toxicSchemas,
} from '../core/toxic.ts';
import { ApiError, badBody } from './api-error.ts';
import { firstJsonValue } from './first-json-value.ts';

// A null leaves a field as it is, as Go's decoder does.
const proxyShape = z.object({
  name: z.string().nullish(),
  listen: z.string().nullish(),
  upstream: z.string().nullish(),
  enabled: z.boolean().nullish(),
  transparent: z.boolean().nullish(),
});
const attributesShape = z.record(z.string(), z.unknown()).nullish();
const toxicShape = z.object({
  name: z.string().nullish(),
  type: z.string().nullish(),
  stream: z.string().nullish(),
  toxicity: z.number().nullish(),
  attributes: attributesShape,
});

/** The body of a proxy request; absent fields are left to the route. */
export type ProxyBody = z.output<typeof proxyShape>;

/** Reads the body of POST /proxies and of a proxy's update. */
export function decodeProxy(body: string): ProxyBody {
  return decode(proxyShape, body);
}

/** Reads the body of POST /populate; all of it is checked before anything is made. */
export function decodePopulation(body: string): readonly ProxyBody[] {
  const list = decode(z.array(proxyShape).nullable(), body) ?? [];
  list.forEach((proxy, index) => {
    requireField(proxy, 'name', ` at proxy ${index + 1}`);
    requireField(proxy, 'upstream', ` at proxy ${index + 1}`);
  });
  return list;
}

/** A field without which a proxy cannot be made. */
export function requireField(proxy: ProxyBody, field: 'name' | 'upstream', where = ''): string {
  const value = proxy[field];
  if (value) return value;
  throw new ApiError(400, `missing required field: ${field}${where}`);
}

/** Reads the body of POST …/toxics, with Toxiproxy's defaults. */
export function decodeToxic(body: string): NamedToxic {
  const input = decode(toxicShape, body);
  const stream = (input.stream ?? 'downstream').toLowerCase();
  if (stream !== 'upstream' && stream !== 'downstream') {
    throw new ApiError(400, 'stream was invalid, can be either upstream or downstream');
  }
  const type = input.type ?? '';
  if (!isToxicType(type)) throw new ApiError(400, 'invalid toxic type');
  const name = input.name || `${type}_${input.stream ?? 'downstream'}`;
  const toxicity = input.toxicity ?? 1;
  return makeToxic({ name, type, stream, toxicity }, input.attributes ?? {});
}

/** Reads the body of a toxic's update: what it does not mention stays. */
export function decodeToxicUpdate(toxic: NamedToxic, body: string): NamedToxic {
  const shape = z.object({ toxicity: z.number().nullish(), attributes: attributesShape });
  const input = decode(shape, body);
  const toxicity = input.toxicity ?? toxic.toxicity ?? 1;
  return makeToxic({ ...toxic, toxicity }, { ...toxic.attributes, ...dropNulls(input.attributes) });
}

function makeToxic(
  frame: { name: string; type: ToxicType; stream: 'upstream' | 'downstream'; toxicity: number },
  attributes: Record<string, unknown>,
): NamedToxic {
  const { name, type, stream, toxicity } = frame;
  const given = dropNulls(attributes);
  const known = Object.keys(toxicSchemas[type].shape).filter((key) => Object.hasOwn(given, key));
  const kept = Object.fromEntries(known.map((key) => [key, given[key]]));
  const check = checkToxicAttributes(type, kept);
  if (!check.ok) throw badBody(check.problem);
  // `type` chose the schema which made these attributes; the union cannot express that.
  return { name, type, stream, toxicity, attributes: check.attributes } as NamedToxic;
}

function dropNulls(attributes: Record<string, unknown> | null | undefined) {
  const entries = Object.entries(attributes ?? {});
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

function decode<Output>(shape: z.ZodType<Output>, body: string): Output {
  const result = shape.safeParse(firstJsonValue(body) ?? {});
  if (result.success) return result.data;
  throw badBody(result.error.issues.map((it) => `${it.path.join('.')}: ${it.message}`).join('; '));
}
