import type { ExchangeSelector } from '../core/ports.ts';
import { type Head, headerOf, methodOf, pathOf } from './http-head.ts';

const matchesPath = (wanted: string, path: string): boolean =>
  wanted.endsWith('*') ? path.startsWith(wanted.slice(0, -1)) : path === wanted;

/** Whether a request fits the parts of a selector that need no counting. */
export const matches = (select: ExchangeSelector, head: Head): boolean => {
  const { method, path, header } = select;
  if (method !== undefined && method.toUpperCase() !== methodOf(head)) return false;
  if (path !== undefined && !matchesPath(path, pathOf(head))) return false;
  if (header === undefined) return true;
  return headerOf(head, header.name.toLowerCase())?.includes(header.includes) ?? false;
};

/** Whether the nth request that fits is selected; n counts from 1. */
export const selectsNth = (select: ExchangeSelector, nth: number): boolean => {
  if (select.every === undefined) return nth <= (select.first ?? Number.POSITIVE_INFINITY);
  const taken = Math.floor(nth / select.every);
  return nth % select.every === 0 && taken <= (select.first ?? Number.POSITIVE_INFINITY);
};
