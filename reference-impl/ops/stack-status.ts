import { z } from 'zod';
import { askService } from './ask-service.ts';
import { askReady } from './await-ready.ts';
import { type MaintenanceState, readMaintenance } from './maintenance-file.ts';
import { processStateOf } from './processes/pid-file.ts';
import type { HandStack } from './stack.ts';

/** How one service stands. */
export interface ServiceStatus {
  readonly role: string;
  readonly port: number;
  readonly pid: number | null;
  readonly state: 'ready' | 'not ready' | 'stopped' | 'gone';
  readonly reason: string;
  readonly version: string;
  readonly upMs: number | null;
}

/** How a stack stands. */
export interface StackStatus {
  readonly services: readonly ServiceStatus[];
  /** What the watchdog says; null when it says nothing. */
  readonly ha: { readonly state: string; readonly sinceMs: number } | null;
  readonly maintenance: MaintenanceState;
}

const haSchema = z.object({ state: z.string(), since: z.number() });

/** Asks every service how it is. */
export async function statusOf(stack: HandStack): Promise<StackStatus> {
  const services = await Promise.all(
    stack.services.map(({ role }) => statusOfService(stack, role)),
  );
  const asked = await askService(`${stack.urlOf('orchestrator')}/ha/status`);
  const parsed = haSchema.safeParse(asked.kind === 'answered' ? asked.body : undefined);
  const isUp = processStateOf(stack.folder, 'orchestrator').kind === 'running';
  const ha = parsed.success && isUp ? parsed.data : null;
  return {
    services,
    ha: ha && { state: ha.state, sinceMs: ha.since },
    maintenance: await readMaintenance(stack.folder),
  };
}

async function statusOfService(stack: HandStack, role: string): Promise<ServiceStatus> {
  const found = processStateOf(stack.folder, role);
  const base = { role, port: stack.portOf(role), reason: '', version: '', pid: null, upMs: null };
  if (found.kind === 'absent') return { ...base, state: 'stopped' };
  const { pid, version, startedAtMs } = found.process;
  if (found.kind === 'gone') {
    return { ...base, version, state: 'gone', reason: `process ${pid} ended by itself` };
  }
  const ready = await askReady(stack.urlOf(role));
  const reason = ready.kind === 'ready' ? '' : ready.reason;
  const state = ready.kind === 'ready' ? 'ready' : 'not ready';
  return { ...base, pid, version, state, reason, upMs: Date.now() - startedAtMs };
}
