import Table from 'cli-table3';

/** What is read of a JSON Schema of parameters. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly default?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

const words: Readonly<Record<string, string>> = {
  integer: 'whole number',
  boolean: 'true or false',
  string: 'text',
};

const rangeOf = ({ minimum, maximum, exclusiveMinimum }: Schema): string => {
  // JSON Schema of an integer without limits: those of the language, of no interest to a person.
  const low = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  if (low !== undefined && high !== undefined) return `, ${low} to ${high}`;
  if (exclusiveMinimum !== undefined) return `, more than ${exclusiveMinimum}`;
  if (low !== undefined) return `, ${low} or more`;
  return high === undefined ? '' : `, ${high} or less`;
};

const valueText = (schema: Schema): string => {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => String(one)).join(' | ');
  if (schema.anyOf) return schema.anyOf.map(valueText).join(' | ');
  if (schema.type === 'array') return `list of: ${valueText(schema.items ?? {})}`;
  if (schema.properties) {
    const inside = Object.entries(schema.properties).map(
      ([name, one]) => `${name}${schema.required?.includes(name) ? '' : '?'}: ${valueText(one)}`,
    );
    return `{ ${inside.join('; ')} }`;
  }
  const type = String(schema.type ?? 'anything');
  return `${words[type] ?? type}${rangeOf(schema)}`;
};

const defaultText = (schema: Schema, isRequired: boolean): string => {
  if (schema.default !== undefined) return JSON.stringify(schema.default);
  return isRequired ? 'must be given' : 'optional';
};

/** The parameters of a JSON Schema, one a line, as a person reads them. */
export const parameterTable = (json: object): string => {
  // The keywords that are read stand above; any JSON Schema may have them.
  const schema = json as Schema;
  const rows = Object.entries(schema.properties ?? {});
  if (rows.length === 0) return '  none';
  const table = new Table({ chars: noFrame, style: { 'padding-left': 2, 'padding-right': 0 } });
  for (const [name, one] of rows) {
    const isRequired = schema.required?.includes(name) ?? false;
    table.push([name, valueText(one), defaultText(one, isRequired)]);
  }
  return table.toString();
};

const noFrame = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
    .split(' ')
    .map((part) => [part, '']),
);
