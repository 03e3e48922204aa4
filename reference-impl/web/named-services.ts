import { z } from 'zod';
import type { WatchedService } from '../dashboard/look-at-service.ts';

const allowed = 'a list like mcp=http://127.0.0.1:8765,prime=http://127.0.0.1:8080, or nothing';

/** Allows a list of services with their base addresses, or nothing. */
export function namedServices() {
  return z
    .string({ error: allowed })
    .transform((value, context): readonly WatchedService[] => {
      const services: WatchedService[] = [];
      for (const entry of value.split(',').filter((part) => part.trim() !== '')) {
        const [, name, url] = /^\s*([\w.-]+)\s*=\s*(\S+)\s*$/.exec(entry) ?? [];
        const isWrong = name === undefined || URL.parse(url ?? '')?.protocol !== 'http:';
        if (isWrong || services.some((one) => one.name === name)) {
          context.addIssue({ code: 'custom', message: allowed });
          return z.NEVER;
        }
        services.push({ name, url: url ?? '' });
      }
      return services;
    })
    .default([]);
}
