import { z } from 'zod';
import { planSchema } from '../../harness/core/plan.ts';
import { reportSchema } from '../../harness/core/report-model.ts';

/**
 * The JSON Schemas that users may rely on, by file name; made from the schemas that we check
 * with.
 */
export const publishedSchemas = (): Readonly<Record<string, object>> => ({
  'report.schema.json': { title: 'report.json of Holdfast', ...z.toJSONSchema(reportSchema) },
  'plan.schema.json': { title: 'plan.json of Holdfast', ...z.toJSONSchema(planSchema) },
});

/** A schema as its file holds it. */
export const schemaText = (schema: object): string => `${JSON.stringify(schema, null, 2)}\n`;
