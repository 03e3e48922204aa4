import type { SourceEdit } from './engine.ts';

/** A known bug (or an equivalent change) of a stack's sources, planted as they are loaded. */
export interface PlantedBug {
  readonly name: string;
  readonly edit: SourceEdit;
  /** What it breaks, in one sentence. */
  readonly breaks: string;
  /** The requirement or public thread that it stands for. */
  readonly standsFor: string;
  /** The scenario that puts it to the test. */
  readonly scenario: string;
  /** The invariant that must be violated, or `none`: an equivalent change must stay held. */
  readonly caughtBy: string;
}

/** Declares a planted bug; the default export of a file in `fixtures/zoo/`. */
export const definePlantedBug = (bug: PlantedBug): PlantedBug => bug;
