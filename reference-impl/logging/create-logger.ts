import { type Logger, pino } from 'pino';

/** The part of a logger that the stack's own code uses, so that tests can stand in for it. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What a logger writes to; a program's is its standard output. */
interface LogSink {
  write(line: string): unknown;
}

/** Options of `createLogger`. */
export interface LoggerOptions {
  readonly level?: string;
  readonly sink?: LogSink;
}

/**
 * Creates a program's logger: one JSON line an entry with `time` (epoch ms), `level`, `service`, `msg`.
 * It writes to `process.stdout` at once, so that a crash loses no line.
 */
export function createLogger(serviceName: string, options: LoggerOptions = {}): Logger {
  const { level = 'info', sink = process.stdout } = options;
  return pino(
    {
      level,
      base: { service: serviceName },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => sink.write(line) },
  );
}
