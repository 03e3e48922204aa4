import type { Rng } from '../../../core/rng.ts';
import type { SimulatedWorld } from '../world.ts';
import type { FileSystemFace } from './file-system-face.ts';
import type { Host } from './host.ts';
import type { Life } from './life.ts';

/** What a life is started with. */
export interface LifeOptions {
  readonly host: Host;
  readonly world: SimulatedWorld;
  readonly number: number;
  readonly pid: number;
  readonly lane: number;
  readonly rng: Rng;
  readonly env: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly files: ((life: Life) => FileSystemFace) | undefined;
}
