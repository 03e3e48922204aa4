import { symlinkSync, unlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { contextOfFace } from '../disk/face/context-of-face.ts';
import { escapeError } from '../host/escape-error.ts';
import { exitSentinel } from '../host/exit-sentinel.ts';
import type { Life } from '../host/life.ts';
import { asNobody, runningLife } from '../kernel/running-life.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { ownFunctions } from './own-functions.ts';
import { newRealPath } from './real-folder.ts';
import { busyTimeoutOf, onlyReads, refusedSql } from './refused-sql.ts';

type Method = (this: object, ...args: never[]) => unknown;
type Methods = Record<string | symbol, Method>;
type Options = { readonly open?: boolean; readonly readOnly?: boolean; readonly timeout?: number };

/** A database object of a program, before and while it is open. */
interface Known {
  readonly life: Life;
  readonly path: string;
  /** The real name that leads to the file while it is being opened; none in memory. */
  readonly link: string | undefined;
  readonly options: Options;
  connection: Connection | undefined;
}

const databases = new WeakMap<object, Known>();
const statements = new WeakMap<object, { readonly known: Known; readonly sql: string }>();

const refuse = (life: Life, reached: string): never => {
  throw escapeError(life.host.name, reached);
};

const pathOf = (life: Life, given: unknown): string => {
  if (given instanceof URL && given.search === '') return fileURLToPath(given);
  const path = given instanceof Uint8Array ? Buffer.from(given).toString() : String(given);
  return path.startsWith('file:') ? refuse(life, `a database by the address ${path}`) : path;
};

const isInMemory = (path: string): boolean => path === '' || path === ':memory:';

const connectionOptions = (
  { life, path, options }: Known,
  closeReal: (object: object) => void,
): ConnectionOptions => {
  const context = life.files === undefined ? undefined : contextOfFace.get(life.files);
  if (context === undefined) return refuse(life, `the database file ${path}`);
  return { life, context, path, readOnly: options.readOnly === true, closeReal };
};

/** Runs a call of a program's database, with its costs and its traces on the disk. */
const run = <Result>(known: Known, what: [string, string], call: () => Result): Result => {
  if (known.life.dead) throw exitSentinel;
  const [operation, sql] = what;
  const refused = refusedSql(sql);
  if (refused !== undefined) refuse(known.life, refused);
  const connection = known.connection;
  try {
    const result = call();
    connection?.ran(operation, onlyReads(sql));
    return result;
  } catch (error) {
    connection?.failed(error);
    throw error;
  }
};

/** Opens the files of all databases that lives construct on their simulated disks; once per process. */
export const installSqlite = (): void => {
  const sqlite = createRequire(import.meta.url)('node:sqlite');
  const Real: typeof DatabaseSync = sqlite.DatabaseSync;
  // The methods are looked at by name only.
  const database = Real.prototype as unknown as Methods;
  const statement = (sqlite.StatementSync as typeof StatementSync).prototype as unknown as Methods;
  routeLifetime(database);
  routeWork(database);
  routeStatement(statement);
  sqlite.DatabaseSync = new Proxy(Real, {
    construct(target, args: [unknown, Options?], newTarget) {
      const life = runningLife();
      if (life === null) return Reflect.construct(target, args, newTarget);
      return construct(target, args, { newTarget, life });
    },
  });
};

const construct = (
  target: typeof DatabaseSync,
  [given, options = {}]: [unknown, Options?],
  { newTarget, life }: { readonly newTarget: unknown; readonly life: Life },
): object => {
  if (life.dead) throw exitSentinel;
  const path = pathOf(life, given);
  const link = isInMemory(path) ? undefined : asNobody(newRealPath);
  const args = [link ?? path, { ...options, timeout: 0, open: false }];
  // What `new` was called with: the class itself, or one that extends it.
  const made: DatabaseSync = Reflect.construct(target, args, newTarget as typeof DatabaseSync);
  databases.set(made, { life, path, link, options, connection: undefined });
  if (options.open !== false) made.open();
  return made;
};

const routeLifetime = (target: Methods): void => {
  const { open, close } = target as Record<string, Method>;
  const openOf = (object: object) => {
    const connection = databases.get(object)?.connection;
    return connection?.isOpen ? connection : undefined;
  };
  const closeReal = (object: object): void => void close?.call(object);
  target.open = function (...args) {
    const known = databases.get(this);
    if (known === undefined) return open?.apply(this, args);
    // Only constructed objects are known, and these are databases.
    return openOn(known, this as DatabaseSync, { open: () => open?.call(this), closeReal });
  };
  target.close = function (...args) {
    const connection = openOf(this);
    return connection === undefined ? close?.apply(this, args) : connection.close();
  };
  target[Symbol.dispose] = function () {
    const connection = openOf(this);
    try {
      if (connection === undefined) closeReal(this);
      else connection.close();
    } catch {
      // As Node does: what is closed already may be disposed of.
    }
  };
};

const routeWork = (target: Methods): void => {
  const { prepare, exec, location } = target as Record<string, Method>;
  target.exec = function (...args) {
    const known = databases.get(this);
    if (known === undefined) return exec?.apply(this, args);
    const sql = String(args[0]);
    const result = run(known, ['exec', sql], () => exec?.apply(this, args));
    keepNoWait(known, sql, () => exec?.call(this, 'PRAGMA busy_timeout = 0' as never));
    return result;
  };
  target.prepare = function (...args) {
    const made = prepare?.apply(this, args);
    const known = databases.get(this);
    if (known === undefined) return made;
    const sql = String(args[0]);
    const refused = refusedSql(sql);
    if (refused !== undefined) refuse(known.life, refused);
    statements.set(made as object, { known, sql });
    return made;
  };
  target.location = function (...args) {
    const known = databases.get(this);
    return known?.link === undefined ? location?.apply(this, args) : known.path;
  };
  for (const name of ['createTagStore', 'loadExtension', 'applyChangeset']) {
    const real = target[name];
    target[name] = function (...args) {
      const known = databases.get(this);
      return known === undefined ? real?.apply(this, args) : refuse(known.life, `sqlite.${name}`);
    };
  }
};

const routeStatement = (target: Methods): void => {
  for (const name of ['run', 'get', 'all', 'iterate'] as const) {
    const real = target[name];
    target[name] = function (...args) {
      const found = statements.get(this);
      if (found === undefined) return real?.apply(this, args);
      return run(found.known, [name, found.sql], () => real?.apply(this, args));
    };
  }
};

/** Opens an object's file, which is found through a name that exists only while SQLite looks. */
const openOn = (
  known: Known,
  database: DatabaseSync,
  { open, closeReal }: { readonly open: () => void; readonly closeReal: (object: object) => void },
): void => {
  const { link, life } = known;
  if (link === undefined) open();
  else {
    const options = connectionOptions(known, closeReal);
    const attached = Connection.attach(options);
    asNobody(() => symlinkSync(attached.realPath, link));
    try {
      open();
      known.connection = new Connection(options, database, attached);
    } catch (error) {
      if (attached.connections === 0) attached.end();
      throw error;
    } finally {
      asNobody(() => unlinkSync(link));
    }
    known.connection.busyTimeoutMs = known.options.timeout ?? 0;
  }
  ownFunctions(database, life);
};

/** A wait for a lock would stop all of virtual time, and nobody could let go of the lock meanwhile. */
const keepNoWait = (known: Known, sql: string, reset: () => void): void => {
  const busyTimeoutMs = busyTimeoutOf(sql);
  if (busyTimeoutMs === undefined) return;
  reset();
  if (known.connection !== undefined) known.connection.busyTimeoutMs = busyTimeoutMs;
};
