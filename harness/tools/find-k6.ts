import { type FoundProgram, findProgram } from './find-program.ts';

/** Finds the k6 load generator: HOLDFAST_K6, the PATH, `.tools/bin`, in this order. */
export function findK6(): FoundProgram | undefined {
  return findProgram({ variable: 'HOLDFAST_K6', names: ['k6'], versionArguments: ['version'] });
}
