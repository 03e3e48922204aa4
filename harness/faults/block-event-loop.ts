import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { heldEvidence } from '../core/process-evidence.ts';
import { halved } from '../core/weaken.ts';

const params = z.strictObject({ blockMs: z.number().min(1).max(600_000) });

/** A long computation: the process takes connections and answers nothing, and no timer fires. */
export const blockEventLoop: Fault<z.output<typeof params>> = {
  kind: 'blockEventLoop',
  family: 'process',
  about: 'keeps the event loop of the process busy for blockMs',
  on: 'role',
  needs: 'inside',
  params,
  sample: { blockMs: 1_000 },
  inject: (ports, { target, id, params }) => ports.inside.block(target, id, params),
  evidence: (window) => {
    // The block ends by itself, whenever the heal comes.
    const endMs = window.fromMs + Number(window.step.params.blockMs);
    return heldEvidence({ ...window, toMs: Math.min(window.toMs, endMs) });
  },
  effects: ['held'],
  weaker: (step) => halved(step, 'blockMs', 1),
};
