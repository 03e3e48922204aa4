import { z } from 'zod';
import defaults from './default-hierarchies.json' with { type: 'json' };

const speeds = ['fast', 'medium', 'slow'] as const;
const qualities = ['fair', 'good', 'best'] as const;

const rankedModel = z.strictObject({
  model: z.string({ error: 'the name of a model' }).min(1, { error: 'the name of a model' }),
  speed: z.enum(speeds, { error: `one of ${speeds.join(', ')}` }),
  quality: z.enum(qualities, { error: `one of ${qualities.join(', ')}` }),
});

/** The models of every role, in the order in which they are asked. */
export const hierarchiesSchema = z.record(
  z.string(),
  z
    .array(rankedModel)
    .min(1, { error: 'at least one model' })
    .refine((models) => new Set(models.map(({ model }) => model)).size === models.length, {
      error: 'each model once',
    }),
);

/** A model at its place in a hierarchy, with what is known of it. */
export type RankedModel = Readonly<z.output<typeof rankedModel>>;

/** The models of every role, in the order in which they are asked. */
export type ModelHierarchies = Readonly<Record<string, readonly RankedModel[]>>;

/** The hierarchies that hold unless others are given (F1). */
export const defaultHierarchies: ModelHierarchies = hierarchiesSchema.parse(defaults);
