import type { JsonObject } from '../../core/json.ts';
import type { LogRecord, Stack, StackSignal } from '../../core/stack.ts';

const wallOf = (fields: JsonObject): number | undefined => {
  const { time } = fields;
  if (typeof time === 'number') return time;
  const parsed = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
};

/** One log line as a record, or undefined if it is not a JSON object. */
const parseLogLine = (role: string, line: string): LogRecord | undefined => {
  if (!line.startsWith('{')) return undefined;
  let fields: JsonObject;
  try {
    // It begins with a brace, so what it parses to is an object of JSON values.
    fields = JSON.parse(line) as JsonObject;
  } catch {
    return undefined;
  }
  const wallMs = wallOf(fields);
  return { role, fields, ...(wallMs === undefined ? {} : { wallMs }) };
};

/** What a stack reads out of one of its log lines, with the line's own time. */
export const readSignal = (
  stack: Stack,
  role: string,
  line: string,
): (StackSignal & { readonly wallMs?: number }) | undefined => {
  const record = stack.signals ? parseLogLine(role, line) : undefined;
  const signal = record && stack.signals?.(record);
  if (!signal) return undefined;
  return { ...signal, ...(record.wallMs === undefined ? {} : { wallMs: record.wallMs }) };
};
