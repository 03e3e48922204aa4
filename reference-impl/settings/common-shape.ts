import { z } from 'zod';
import { port, text } from './fields.ts';

/** What every program of the stack reads, whatever it does. */
export function commonShape(serviceName: string, defaultPort: number) {
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
  return {
    PORT: port(defaultPort),
    HOST: text('127.0.0.1'),
    SERVICE_NAME: text(serviceName),
    LOG_LEVEL: z.enum(levels, { error: `one of ${levels.join(', ')}` }).default('info'),
    SHARED_DIR: text('./shared'),
  };
}
