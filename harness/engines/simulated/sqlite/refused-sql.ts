const clocks = /\b(?:date|time|datetime|julianday|unixepoch|strftime)\s*\([^)]*'now'/i;
const bareClocks = /\b(?:date|time|datetime|julianday|unixepoch)\s*\(\s*\)/i;
const otherFiles = /\battach\b(?!\s*(?:database\s+)?':memory:')|\bvacuum\s+(?:\w+\s+)?into\b/i;

/** What of a statement would reach the real machine, or undefined. */
export const refusedSql = (sql: string): string | undefined => {
  const clock = clocks.exec(sql) ?? bareClocks.exec(sql);
  if (clock !== null) return `SQLite's clock (${clock[0]}: give it the time as a parameter)`;
  const file = otherFiles.exec(sql);
  return file === null ? undefined : `another database file by SQL (${file[0]})`;
};

const busyTimeout = /\bbusy_timeout\s*(?:=|\()\s*(\d+)/i;

/** The time that a statement allows for waiting for a lock, if it says so. */
export const busyTimeoutOf = (sql: string): number | undefined => {
  const found = busyTimeout.exec(sql);
  return found === null ? undefined : Number(found[1]);
};

/** Whether a statement only reads, by its first word. */
export const onlyReads = (sql: string): boolean => /^\s*(?:select|explain|values)\b/i.test(sql);
