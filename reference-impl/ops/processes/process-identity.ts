import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Which process a pid stands for: pids are given out again, the time of a start is not. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** Says which process has this pid now; undefined when none has, or only its remains. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startTicks(pid) : startByPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether that very process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.startedAt === identity.startedAt;
}

function startTicks(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may hold anything; the state is the first field behind it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const isOver = fields[0] === 'Z' || fields[0] === 'X';
    return isOver ? undefined : fields[19];
  } catch {
    // No such process.
    return undefined;
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return text === '' || text.startsWith('Z') ? undefined : text.replace(/^\S+\s+/, '');
  } catch {
    // ps fails when there is no such process.
    return undefined;
  }
}
