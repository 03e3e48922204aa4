import type { BreakerOptions } from '../../breaker/breaker-rules.ts';
import { rememberModel } from '../remembered-model.ts';

/** What a scripted model does at one try. */
export type Behaviour = 'answers' | 'partly' | 'fails' | 'hangs' | 'refuses input';

/** A model that behaves as listed, one entry a try; the last one stays. */
export function scripted(
  name: string,
  behaviours: readonly Behaviour[],
  breaker: BreakerOptions = {},
) {
  const script = { behaviours: [...behaviours], calls: 0, aborted: 0 };
  const model = rememberModel({
    name,
    breaker: { failureThreshold: 3, ...breaker },
    timeLimitMs: 300_000,
    ask: async (question: string, signal) => {
      const { behaviours, calls } = script;
      script.calls += 1;
      const behaviour = behaviours[Math.min(calls, behaviours.length - 1)];
      if (behaviour === 'answers') return `${name}: ${question}`;
      if (behaviour === 'partly') return `${name}: …`;
      if (behaviour === 'refuses input') throw Object.assign(new Error('400'), { status: 400 });
      if (behaviour === 'fails') throw new Error(`${name} is down`);
      signal.addEventListener('abort', () => {
        script.aborted += 1;
      });
      return new Promise<string>(() => undefined);
    },
  });
  return { model, script };
}
