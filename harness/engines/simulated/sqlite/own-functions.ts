import type { DatabaseSync } from 'node:sqlite';
import type { Life } from '../host/life.ts';

const inSqlForm = (wallMs: number): readonly [date: string, time: string] => {
  const [date = '', rest = ''] = new Date(wallMs).toISOString().split('T');
  return [date, rest.slice(0, 8)];
};

/** Gives a connection's SQL the host's clock and the life's randomness where it can ask for them. */
export const ownFunctions = (database: DatabaseSync, life: Life): void => {
  const rng = life.rng.fork('sqlite-random');
  const now = () => inSqlForm(life.host.clock.wallMs(life.world.nowMs));
  const byte = () => rng.integer(0, 255);
  const bytes = (count: number) => Uint8Array.from({ length: count }, byte);
  database.function('random', () => Buffer.from(bytes(8)).readBigInt64BE());
  database.function('randomblob', (count) => bytes(Math.max(1, Number(count))));
  database.function('current_date', () => now()[0]);
  database.function('current_time', () => now()[1]);
  database.function('current_timestamp', () => now().join(' '));
};
