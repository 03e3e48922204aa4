import type { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { fileCall } from '../core/file-call.ts';
import { endedEvidence } from '../core/process-evidence.ts';
import { halved } from '../core/weaken.ts';

/** SIGKILL between two file calls: what was begun is half done. */
export const killAtCall: Fault<z.output<typeof fileCall>> = {
  kind: 'killAtCall',
  family: 'process',
  about: 'kills the process just before its nth file call that fits; the heal starts it again',
  on: 'role',
  needs: 'inside',
  params: fileCall,
  sample: { nth: 2, operation: 'write' },
  inject: (ports, { target, id, params }) => ports.inside.killAtCall(target, id, params),
  evidence: endedEvidence,
  effects: ['callsCut'],
  weaker: (step) => halved(step, 'nth', 1),
};
