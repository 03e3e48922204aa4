import type { Clock } from '@sinonjs/fake-timers';
import { createMemoryLog } from '../../../logging/memory-log.ts';
import type { DegradedAlert } from '../failover-log.ts';
import { createFailoverManager, type FailoverManagerOptions } from '../failover-manager.ts';

/** What a scripted model does whenever it is asked. */
export type Behaviour = 'answers' | 'partly' | 'fails' | 'hangs';

/** The first model of planner and reviewer, and the last of coder. */
export const nano = 'opencode/gpt-5-nano';

/** All models of planner and reviewer are down. */
export const allDown = {
  [nano]: 'fails',
  'opencode/mixtral-8x7b': 'fails',
  'opencode/gpt-4-turbo': 'fails',
} as const;

/** A manager over models that behave as the table says; those that it leaves out answer. */
export function scriptedManager(
  time: Clock,
  behaviours: Readonly<Record<string, Behaviour>> = {},
  more: Partial<FailoverManagerOptions> = {},
) {
  const table: Record<string, Behaviour> = { ...behaviours };
  const calls: string[] = [];
  const alerts: DegradedAlert[] = [];
  const log = createMemoryLog();
  const manager = createFailoverManager({
    log,
    alert: (alert) => void alerts.push(alert),
    ask: async (model, { prompt }) => {
      calls.push(model);
      const behaviour = table[model] ?? 'answers';
      if (behaviour === 'hangs') await new Promise(() => undefined);
      if (behaviour === 'fails') throw new Error(`${model} is down`);
      return { text: `${model} on ${prompt}`, partial: behaviour === 'partly' };
    },
    ...more,
  });
  const execute = async (role: string, forMs = 0, withinMs?: number) => {
    const executing = withinMs === undefined ? {} : { withinMs };
    const result = manager.executeWithFailover(role, 'do it', executing);
    await time.tickAsync(forMs);
    return result;
  };
  return { manager, execute, table, calls, alerts, log };
}
