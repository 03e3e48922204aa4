import { classifyError } from '../resilience/errors/classify-error.ts';
import { SaverError } from '../savers/saver-error.ts';

/** True when an error tells that what was to be kept could not be written. */
export function isOutOfStorage(error: unknown): boolean {
  if (error instanceof SaverError) return error.code === 'unsaved';
  return classifyError(error).kind === 'storage';
}
