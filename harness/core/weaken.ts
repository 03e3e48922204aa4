import type { FaultStep } from './fault.ts';
import type { Json } from './json.ts';

const SHORTEST_MS = 200;
const LONGEST_MS = 60_000;

/** The step healed after half the time; one that is never healed is healed at last. */
export const shorter = (step: FaultStep): readonly FaultStep[] => {
  if (step.heal === 'never') return [{ ...step, heal: { afterMs: LONGEST_MS } }];
  const afterMs = Math.floor(step.heal.afterMs / 2);
  return afterMs < SHORTEST_MS ? [] : [{ ...step, heal: { afterMs } }];
};

const withParam = (step: FaultStep, name: string, value: Json): FaultStep => ({
  ...step,
  params: { ...step.params, [name]: value },
});

/** The step with a number halved, for parameters of which more is worse. */
export const halved = (step: FaultStep, name: string, least: number): readonly FaultStep[] => {
  const value = step.params[name];
  if (typeof value !== 'number') return [];
  const half = Math.floor(value / 2);
  return half < least ? [] : [withParam(step, name, half)];
};

/** The step with a number doubled, for parameters of which less is worse. */
export const doubled = (step: FaultStep, name: string, most: number): readonly FaultStep[] => {
  const value = step.params[name];
  if (typeof value !== 'number' || value * 2 > most) return [];
  return [withParam(step, name, Math.max(1, value * 2))];
};

/** The step in one direction only, where it acts in both. */
export const oneWay = (step: FaultStep): readonly FaultStep[] => {
  if (step.params.stream !== 'both') return [];
  return [withParam(step, 'stream', 'upstream'), withParam(step, 'stream', 'downstream')];
};

const FIRST_MAX = 8;

/** The step on fewer exchanges: only the first ones that its selector fits. */
export const fewerExchanges = (step: FaultStep): readonly FaultStep[] => {
  const select = step.params.select;
  const parts =
    select !== null && typeof select === 'object' && !Array.isArray(select) ? select : {};
  // Not an array, as was just seen; `Array.isArray` does not narrow readonly ones.
  const { first } = parts as { readonly [name: string]: Json };
  const fewer = typeof first === 'number' ? Math.floor(first / 2) : FIRST_MAX;
  return fewer < 1 ? [] : [withParam(step, 'select', { ...parts, first: fewer })];
};
