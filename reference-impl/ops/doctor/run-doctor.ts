import type { HandStack } from '../stack.ts';
import { checkAbility } from './checks/check-ability.ts';
import { checkDrift } from './checks/check-drift.ts';
import { checkFailover } from './checks/check-failover.ts';
import { checkHealth } from './checks/check-health.ts';
import { checkHost } from './checks/check-host.ts';
import { checkIntegrity } from './checks/check-integrity.ts';
import { checkMaintenance } from './checks/check-maintenance.ts';
import { checkPorts } from './checks/check-ports.ts';
import { checkProcesses } from './checks/check-processes.ts';
import { checkSharedFolders } from './checks/check-shared-folders.ts';
import type { Check, Finding } from './finding.ts';

/** What the doctor found. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** The last line: `N passed, N warnings, N failures`. */
  readonly summary: string;
}

/** The categories of H2, and the probe packet of H5, in the order in which people look. */
const checks: readonly Check[] = [
  checkProcesses,
  checkPorts,
  checkHealth,
  checkFailover,
  checkSharedFolders,
  checkMaintenance,
  checkDrift,
  checkIntegrity,
  checkAbility,
  checkHost,
];

/** Looks at everything; one after the other, so that no check is in the way of another. */
export async function runDoctor(stack: HandStack): Promise<Diagnosis> {
  const findings: Finding[] = [];
  for (const check of checks) findings.push(...(await check(stack)));
  return { findings, summary: summarise(findings) };
}

function summarise(findings: readonly Finding[]): string {
  const count = (status: Finding['status']) =>
    findings.filter((finding) => finding.status === status).length;
  return `${count('pass')} passed, ${count('warn')} warnings, ${count('fail')} failures`;
}
