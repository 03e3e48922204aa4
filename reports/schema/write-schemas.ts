import { writeFile } from 'node:fs/promises';
import { publishedSchemas, schemaText } from './published-schemas.ts';

/** Writes the published schemas beside this file; run by hand after a schema has grown. */
const writeSchemas = async (): Promise<void> => {
  for (const [name, schema] of Object.entries(publishedSchemas())) {
    await writeFile(new URL(name, import.meta.url), schemaText(schema));
  }
};

if (import.meta.main) await writeSchemas();
