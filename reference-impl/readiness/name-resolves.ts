import { lookup } from 'node:dns/promises';
import type { AbilityCheck } from './create-ability.ts';

/** Checks that the host of an address can be found; whether it answers is its own affair. */
export function nameResolves(variable: string, url: string): AbilityCheck {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return async () => {
    try {
      await lookup(host);
      return undefined;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code; // dns rejects with system errors only
      return `${variable}: the name ${host} does not resolve: ${code}`;
    }
  };
}
