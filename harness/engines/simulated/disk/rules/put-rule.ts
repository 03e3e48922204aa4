import { contentsAtRest } from '../model/at-rest.ts';
import type { Disk } from '../model/disk.ts';
import type { DiskRule } from './disk-rule.ts';
import type { HealRule } from './rule-book.ts';

/** Puts a rule in force on a disk; a stale read sees the content that files have now. */
export const putRule = (disk: Disk, rule: DiskRule): HealRule => {
  const isStale = rule.effect.kind === 'staleRead';
  return disk.rules.add(rule, isStale ? contentsAtRest(disk, rule.path) : undefined);
};
