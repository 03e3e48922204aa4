import { z } from 'zod';

/** Allows any text; without a default the variable must be set. */
export function text(fallback?: string) {
  const field = z.string({ error: 'any text, but it must be set' });
  return fallback === undefined ? field.min(1) : field.default(fallback);
}

/** Allows a whole number within a range. */
export function wholeNumber(fallback: number, range: { min?: number; max?: number } = {}) {
  const { min = 0, max = 2 ** 31 - 1 } = range;
  return numeric({ min, max, allowed: `a whole number from ${min} to ${max}` }).default(fallback);
}

/** Allows a duration in milliseconds; a fraction is rounded, because scaled times have them. */
export function durationMs(fallback: number) {
  const allowed = 'a number of milliseconds from 0 to 2147483647';
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, { error: allowed })
    .transform((value) => Math.round(Number(value)))
    .pipe(z.number().max(2 ** 31 - 1, { error: allowed }))
    .default(fallback);
}

/** Allows a TCP port; 0 lets the system choose one. */
export function port(fallback?: number) {
  const field = numeric({ min: 0, max: 65_535, allowed: 'a TCP port from 0 to 65535' });
  return fallback === undefined ? field : field.default(fallback);
}

/** Allows an http address; it must be set. */
export function httpUrl() {
  return z.string({ error: urlAllowed }).refine(isHttpUrl, { error: urlAllowed });
}

/** Allows an http address, or nothing at all, which switches the thing off. */
export function optionalHttpUrl() {
  const allowed = `${urlAllowed}, or nothing to switch it off`;
  return z.string().refine(isHttpUrl, { error: allowed }).default('');
}

/** Allows true or false, also written as 1 or 0. */
export function flag(fallback: boolean) {
  return z
    .enum(['true', 'false', '1', '0'], { error: 'true or false' })
    .transform((value) => value === 'true' || value === '1')
    .default(fallback);
}

const urlAllowed = 'an http:// address';

function numeric(rule: { min: number; max: number; allowed: string }) {
  return z
    .string({ error: rule.allowed })
    .regex(/^\d+$/, { error: rule.allowed })
    .transform(Number)
    .pipe(z.number().min(rule.min, { error: rule.allowed }).max(rule.max, { error: rule.allowed }));
}

function isHttpUrl(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && url.protocol === 'http:';
}
