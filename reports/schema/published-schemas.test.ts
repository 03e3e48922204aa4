import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { renderJson } from '../json/render-json.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { publishedSchemas, schemaText } from './published-schemas.ts';

const read = async (name: string): Promise<string> =>
  readFile(new URL(name, import.meta.url), 'utf8').catch(() => 'no such file');

const validator = async (name: string) =>
  new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(await read(name)));

describe('the published JSON Schemas', () => {
  test('are what the code checks with; else run node reports/schema/write-schemas.ts', async () => {
    for (const [name, schema] of Object.entries(publishedSchemas())) {
      expect(JSON.parse(await read(name))).toEqual(JSON.parse(schemaText(schema)));
    }
  });

  test('accept the reports that we write, held and violated', async () => {
    const validate = await validator('report.schema.json');
    for (const violated of [true, false]) {
      const valid = validate(JSON.parse(renderJson(sampleInput({ violated }))));
      expect(validate.errors ?? []).toEqual([]);
      expect(valid).toBe(true);
    }
  });

  test('accept the plans that we write', async () => {
    const validate = await validator('plan.schema.json');
    for (const { plan } of sampleInput({ violated: true }).details) {
      validate(JSON.parse(JSON.stringify(plan)));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  test.each([
    ['a status that does not exist', { status: 'passed' }],
    ['another schema version', { schema: 2 }],
    ['a missing seed', { seed: undefined }],
    ['a negative time', { wallMs: -1 }],
    ['a property that nobody knows', { score: 100 }],
  ])('refuse %s', async (_, change) => {
    const validate = await validator('report.schema.json');
    const report = JSON.parse(renderJson(sampleInput({ violated: false })));
    expect(validate(JSON.parse(JSON.stringify({ ...report, ...change })))).toBe(false);
  });
});

test('a report that breaks its own schema is not written', () => {
  const input = sampleInput({ violated: false });
  const broken = { ...input, report: { ...input.report, wallMs: -1 } };
  expect(() => renderJson(broken)).toThrow(/wallMs/);
});
