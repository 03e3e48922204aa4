import type { Tenure } from './writer-lock.ts';

/** Says that another writer has come: nothing more may be written under this tenure. */
export class TenureLost extends Error {
  readonly generation: number;

  constructor({ generation }: Tenure) {
    super(`tenure ${generation} is over: another writer has taken the place`);
    this.name = 'TenureLost';
    this.generation = generation;
  }
}
