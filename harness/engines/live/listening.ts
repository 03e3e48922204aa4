import { closeSync, openSync, readSync } from 'node:fs';

// The kernel lists listening sockets before all others, so the beginning is enough.
const HEAD_BYTES = 64 * 1024;
const LISTEN_STATE = '0A';

const headOf = (path: string): string | undefined => {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const buffer = Buffer.alloc(HEAD_BYTES);
    return buffer.toString('latin1', 0, readSync(file, buffer, 0, HEAD_BYTES, 0));
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
};

const listensIn = (table: string, port: number): boolean => {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').some((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    return state === LISTEN_STATE && local?.endsWith(wanted) === true;
  });
};

/** Whether any process listens on a port, without connecting to it; undefined where /proc is missing. */
export const isListening = (port: number): boolean | undefined => {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map(headOf).filter((one) => one !== undefined);
  return tables.length === 0 ? undefined : tables.some((table) => listensIn(table, port));
};
