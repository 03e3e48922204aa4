import { z } from 'zod';
import type { FaultStep } from './fault.ts';
import { fileOperations } from './machine-ports.ts';

/** The schema of the name of a file operation. */
export const fileOperation = z.enum(fileOperations);

/** The schema of which file call of a process a step waits for. */
export const fileCall = z.strictObject({
  nth: z.int().min(1).max(1_000_000),
  operation: z.exactOptional(fileOperation),
  path: z.exactOptional(z.string().min(1)),
});

/** The step at an earlier call of its parameter `call`, for shrinking: half as many before it. */
export const earlierCall = (step: FaultStep): readonly FaultStep[] => {
  const { success, data } = fileCall.safeParse(step.params.call);
  if (!success || data.nth < 2) return [];
  const call = { ...data, nth: Math.floor(data.nth / 2) };
  return [{ ...step, params: { ...step.params, call } }];
};
