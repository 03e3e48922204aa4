import { describe, expect, it } from 'vitest';
import type { Fault } from '../../core/fault.ts';
import { idlePorts } from '../../faults/fixture/idle-ports.ts';
import { loadFaults } from '../../faults/fixture/load-faults.ts';
import {
  disturbLedger,
  failedBetween,
  HEALED_MS,
  receiptOf,
} from '../../testing/disturb-ledger.ts';

const faults = await loadFaults();
// The answers of the ledger have four bytes.
const short = new Set(['stallMidStream', 'truncateBody']);
const paramsOf = ({ kind, sample }: Fault) =>
  short.has(kind) ? { ...sample, afterBytes: 2 } : sample;

describe.each(faults)('the fault $kind, simulated', (fault) => {
  it('changes something, which its receipt counts, and leaves no trace after its heal', async () => {
    const steps = [{ fault, params: paramsOf(fault) }];
    const { history, traceHash } = await disturbLedger(steps);
    expect(receiptOf(history)).toMatchObject({ effective: true });
    expect(failedBetween(history, HEALED_MS + 1_000)).toEqual([]);
    const again = await disturbLedger(steps);
    expect(again.traceHash).toBe(traceHash);
  });

  it('is inert when nothing is injected, whatever the traffic', async () => {
    const idle: Fault = { ...fault, inject: (_ports, step) => fault.inject(idlePorts, step) };
    const { history } = await disturbLedger([{ fault: idle, params: paramsOf(fault) }]);
    expect(receiptOf(history)).toMatchObject({ effective: false });
    expect(failedBetween(history, 0)).toEqual([]);
  });
});
