import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type LineFile, openLineFile } from '../../durable/line-file.ts';
import type { RunFolder } from '../run-folder.ts';

const id = z.string();
const atMs = z.number();
const step = z.string();

const recordSchema = z.discriminatedUnion('type', [
  z.object({
    ...{ type: z.literal('begun'), id, atMs },
    from: z.string(),
    to: z.string(),
    maintenanceWasOn: z.boolean(),
  }),
  z.object({ type: z.literal('stepBegun'), id, step, atMs }),
  z.object({ type: z.literal('stepDone'), id, step, note: z.string(), atMs }),
  /** From here on the promotion goes back to where it came from. */
  z.object({ type: z.literal('turned'), id, atMs }),
  z.object({ type: z.literal('finished'), id, atMs }),
]);

/** One line of the journal: written and synced before and after each step. */
export type PromotionRecord = z.output<typeof recordSchema>;

/** How a promotion stands, as its records tell it. */
export interface Promotion {
  readonly id: string;
  /** The version that was live, and the one that is to be. */
  readonly from: string;
  readonly to: string;
  /** Then it stays on at the end: whoever switched it on has not switched it off. */
  readonly maintenanceWasOn: boolean;
  readonly done: ReadonlySet<string>;
  readonly isTurned: boolean;
  readonly isOpen: boolean;
}

/** Reads the last promotion of a run folder; undefined when there never was one. */
export async function readPromotion(folder: RunFolder): Promise<Promotion | undefined> {
  try {
    const text = await readFile(folder.promotions, 'utf8');
    return foldPromotion(text.split('\n').flatMap(parseLine));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Opens the journal for writing; the caller holds the lock of the folder. */
export function openJournal(folder: RunFolder): Promise<LineFile> {
  return openLineFile(folder.promotions);
}

/** Says how the last promotion of some records stands. */
export function foldPromotion(records: readonly PromotionRecord[]): Promotion | undefined {
  let promotion: Promotion | undefined;
  for (const record of records) {
    if (record.type === 'begun') {
      const { id, from, to, maintenanceWasOn } = record;
      const fresh = { done: new Set<string>(), isTurned: false, isOpen: true };
      promotion = { id, from, to, maintenanceWasOn, ...fresh };
    } else if (promotion !== undefined && record.id === promotion.id) {
      promotion = advance(promotion, record);
    }
  }
  return promotion;
}

function advance(promotion: Promotion, record: PromotionRecord): Promotion {
  switch (record.type) {
    case 'stepDone':
      return { ...promotion, done: new Set([...promotion.done, record.step]) };
    case 'turned':
      return { ...promotion, done: new Set(), isTurned: true };
    case 'finished':
      return { ...promotion, isOpen: false };
    default:
      return promotion;
  }
}

function parseLine(line: string): readonly PromotionRecord[] {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    // The line that a crash cut off; what it would have said has not happened.
    return [];
  }
}
