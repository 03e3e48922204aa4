import type { DiskTrouble } from '../../../../core/machine-ports.ts';
import type { DiskOperation } from '../disk-operation.ts';

/** What happens to the calls that a rule selects. */
export type DiskEffect =
  | DiskTrouble
  /** Nothing, but reads are counted as long as what they find is damaged. */
  | { readonly kind: 'seen'; readonly isDamaged: () => boolean };

/** Which calls of a disk a rule touches. Absent parts match everything. */
export interface DiskRule {
  /** A path of the disk (`/` is its top); the path itself and all below it. */
  readonly path?: string;
  readonly operations?: readonly DiskOperation[];
  /** Only calls that change the disk (what a read-only one refuses). */
  readonly writing?: true;
  /** Only calls of this host, where several share the disk. */
  readonly host?: string;
  /** Only the nth matching call (1 = the first) … */
  readonly nth?: number;
  /** … or all from the nth on. */
  readonly from?: number;
  readonly effect: DiskEffect;
}

/** A call as rules see it. */
export interface RuledCall {
  readonly operation: DiskOperation;
  /** From the disk's top; two for a call with a destination. */
  readonly paths: readonly string[];
  readonly host: string;
  /** It would change the disk. */
  readonly writes: boolean;
}

const isBelow = (path: string, folder: string): boolean =>
  folder === '/' || path === folder || path.startsWith(`${folder}/`);

/** Whether a rule selects a call, leaving aside its nth. */
export const selects = (rule: DiskRule, call: RuledCall): boolean =>
  (rule.path === undefined || call.paths.some((path) => isBelow(path, rule.path ?? '/'))) &&
  (rule.operations === undefined || rule.operations.includes(call.operation)) &&
  (rule.writing === undefined || call.writes) &&
  (rule.host === undefined || rule.host === call.host);
