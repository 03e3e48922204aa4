import { type SyncOrder, type SyncReport, syncOnce } from '../sync/sync-once.ts';
import { stateDirOf } from './service-registry.ts';
import type { HandStack } from './stack.ts';

/** Copies the live core's sessions to the standby, the one way there is (G18, G19). */
export function syncSessions(stack: HandStack, mode: SyncOrder['mode']): Promise<SyncReport> {
  const { folder } = stack;
  const from = stateDirOf(folder, 'core');
  return syncOnce({ from, to: stateDirOf(folder, 'core-candidate'), mode });
}

/** Says what a sync did. */
export function describeSync({ mode, copied, unchanged, busy }: SyncReport): string {
  const names = copied.length === 0 ? '' : `: ${copied.map(({ file }) => file).join(', ')}`;
  const late = busy.length === 0 ? '' : `; busy, sync again: ${busy.join(', ')}`;
  return `${mode} sync, live to candidate: ${copied.length} copied${names}; ${unchanged} unchanged${late}`;
}
