import type { Counts } from '../../../core/fault.ts';
import type { NamedToxic, ToxicSpec } from '../../../core/toxic.ts';
import type { ToxiproxyDriver } from '../../../tools/toxiproxy-driver.ts';
import type { Gate } from './gate.ts';
import type { LinkLedger } from './link-ledger.ts';
import type { StepWindows } from './step-windows.ts';
import { createToxicMeter } from './toxic-meter.ts';

/** Undoes one disturbance and says what it changed. */
export type Undo = () => Promise<Counts>;

/** TCP disturbance of one link by its proxy. */
export interface TcpSteps {
  toxic(step: number, toxic: ToxicSpec): Promise<Undo>;
  refuse(step: number): Promise<Undo>;
  /** A step resets connections at the moment. */
  readonly resets: boolean;
}

/** What the steps act on. */
export interface TcpStepsContext {
  readonly proxy: string;
  readonly driver: ToxiproxyDriver;
  readonly gate: Gate;
  readonly ledger: LinkLedger;
  readonly windows: StepWindows;
  nowMs(): number;
}

/** No step is in force yet. */
export const createTcpSteps = (context: TcpStepsContext): TcpSteps => {
  const { proxy, driver, gate, ledger, windows, nowMs } = context;
  let resetting = 0;
  let refusing = 0;
  let refusals = 0;
  // Switching the proxy off and on again must not overtake each other.
  let switching: Promise<unknown> = Promise.resolve();
  const setEnabled = (on: boolean) => {
    switching = switching.then(() => driver.setEnabled(proxy, on));
    return switching;
  };

  const toxic = async (step: number, spec: ToxicSpec): Promise<Undo> => {
    const name = `step-${step}-${spec.type}-${spec.stream}`;
    const meter = createToxicMeter(spec, {
      sinceMs: nowMs(),
      open: ledger.open,
      idleMs: ledger.idleMs(spec.stream),
    });
    const unwatch = ledger.watch(meter);
    const close = windows.begin(step, nowMs());
    const resets = spec.type === 'reset_peer' ? 1 : 0;
    resetting += resets;
    const forget = () => {
      unwatch();
      resetting -= resets;
      close(nowMs());
    };
    // The union of specs keeps each type with its attributes; a name takes nothing from it.
    const named = { ...spec, name } as NamedToxic;
    try {
      await driver.addToxic(proxy, named);
    } catch (error) {
      forget();
      throw error;
    }
    return async () => {
      const counts = meter.read();
      try {
        await driver.removeToxic(proxy, name);
      } finally {
        forget();
      }
      return counts;
    };
  };

  const refuse = async (step: number): Promise<Undo> => {
    const reason = `refuse-${++refusals}`;
    const close = windows.begin(step, nowMs());
    gate.close(reason);
    let connectionsClosed = 0;
    let idleClosed = 0;
    for (const connection of ledger.open) {
      if (connection.busy) connectionsClosed++;
      else idleClosed++;
      // What a toxic has ended already is the toxic's.
      if (connection.endedBy === undefined) connection.refused = true;
    }
    if (++refusing === 1) await setEnabled(false);
    return async () => {
      if (--refusing === 0) await setEnabled(true);
      await gate.open(reason);
      close(nowMs());
      return { connectionsClosed, idleClosed };
    };
  };

  return {
    toxic,
    refuse,
    get resets() {
      return resetting > 0;
    },
  };
};
