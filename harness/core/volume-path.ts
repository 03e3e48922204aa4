import { z } from 'zod';

/** The schema of a path below a volume: relative, and never out of it. */
export const volumePath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.split(/[/\\]/).includes('..'), {
    message: 'must be a relative path below the volume, without ".."',
  });
