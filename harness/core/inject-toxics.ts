import type { Counts, FaultStep, Heal } from './fault.ts';
import { addCounts, type Ports } from './ports.ts';
import type { ToxicSpec, ToxicStream } from './toxic.ts';

/** A step's direction, or both. */
export type StreamParam = ToxicStream | 'both';

const streamsOf = (stream: StreamParam): readonly ToxicStream[] =>
  stream === 'both' ? ['upstream', 'downstream'] : [stream];

const healAll = async (heals: readonly Heal[]): Promise<Counts> =>
  addCounts(...(await Promise.all(heals.map((heal) => heal()))));

/** Adds a toxic in each direction of the step; one heal removes them all. */
export const injectToxics = async (
  ports: Ports,
  step: FaultStep & { readonly params: { readonly stream: StreamParam } },
  toxicOf: (stream: ToxicStream) => ToxicSpec,
): Promise<Heal> => {
  const heals: Heal[] = [];
  try {
    for (const stream of streamsOf(step.params.stream)) {
      heals.push(await ports.tcp.toxic(step.target, step.id, toxicOf(stream)));
    }
  } catch (error) {
    await healAll(heals);
    throw error;
  }
  return () => healAll(heals);
};

/** Scaled times may be fractions, which Toxiproxy rejects, and must not vanish. */
export const wholeMs = (ms: number): number => (ms <= 0 ? 0 : Math.max(1, Math.round(ms)));
