import { refusedCall } from '../host/install-refusals.ts';
import { patch } from '../kernel/patch.ts';
import { runningLife } from '../kernel/running-life.ts';
import { programNowMs } from './program-time.ts';

/** Rounding of world times must not show as the millisecond before. */
const ROUNDING_MS = 1e-4;

/** The wall clock of the running life's host, whole ms since 1970, or undefined outside. */
export const virtualWallMs = (): number | undefined => {
  const life = runningLife();
  if (life === null) return undefined;
  return Math.floor(life.host.clock.wallMs(programNowMs(life)) + ROUNDING_MS);
};

const installTemporal = (): void => {
  // Temporal may be absent, and Node's types do not know it yet.
  const { Temporal } = globalThis as { Temporal?: { Now: Record<string, unknown> } };
  if (Temporal === undefined) return;
  const { Now } = Temporal;
  const { Instant } = Temporal as unknown as {
    Instant: { fromEpochMilliseconds(ms: number): VirtualInstant };
  };
  const zoneOf = (zone: unknown) => (zone === undefined ? realZone() : zone);
  // Temporal.Now.timeZoneId takes no argument and reads no clock.
  const realZone = Now.timeZoneId as () => string;
  const zoned = (zone: unknown, ms: number) =>
    Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zoneOf(zone));
  const views: Record<string, (zone: unknown, ms: number) => unknown> = {
    instant: (_zone, ms) => Instant.fromEpochMilliseconds(ms),
    zonedDateTimeISO: zoned,
    plainDateTimeISO: (zone, ms) => zoned(zone, ms).toPlainDateTime(),
    plainDateISO: (zone, ms) => zoned(zone, ms).toPlainDate(),
    plainTimeISO: (zone, ms) => zoned(zone, ms).toPlainTime(),
  };
  for (const [name, view] of Object.entries(views)) {
    const real = Now[name] as (...args: unknown[]) => unknown;
    Now[name] = (...args: unknown[]) => {
      const ms = virtualWallMs();
      return ms === undefined ? real.apply(Now, args) : view(args[0], ms);
    };
  }
};

interface VirtualInstant {
  toZonedDateTimeISO(zone: unknown): {
    toPlainDateTime(): unknown;
    toPlainDate(): unknown;
    toPlainTime(): unknown;
  };
}

const installIntl = (): void => {
  const { prototype } = Intl.DateTimeFormat;
  const format = Object.getOwnPropertyDescriptor(prototype, 'format')?.get;
  if (format !== undefined) {
    Object.defineProperty(prototype, 'format', {
      configurable: true,
      get(this: Intl.DateTimeFormat) {
        const real: (date?: unknown) => string = format.call(this);
        return (date?: unknown) => real(date ?? virtualWallMs());
      },
    });
  }
  patch(prototype, 'formatToParts', (original) => {
    return function formatToParts(this: Intl.DateTimeFormat, date) {
      return original.call(this, date ?? virtualWallMs());
    };
  });
};

/** Makes `Date`, `Temporal.Now` and `Intl` read the host's wall clock; called once per process. */
export const installDate = (): void => {
  const Real = Date;
  const construct = (args: unknown[], target: typeof Real): Date => {
    const nowMs = args.length === 0 ? virtualWallMs() : undefined;
    return Reflect.construct(Real, nowMs === undefined ? args : [nowMs], target);
  };
  function VirtualDate(...args: unknown[]): Date | string {
    // Called without `new` it gives the present as text, whatever its arguments.
    const target = new.target as typeof Real | undefined;
    return target === undefined ? construct([], Real).toString() : construct(args, target);
  }
  Object.defineProperty(VirtualDate, 'name', { value: 'Date' });
  Object.defineProperty(VirtualDate, 'length', { value: 7 });
  VirtualDate.prototype = Real.prototype;
  VirtualDate.UTC = Real.UTC;
  VirtualDate.parse = Real.parse;
  const realNow = Real.now;
  VirtualDate.now = (): number => virtualWallMs() ?? realNow();
  // Whoever kept the class from before the installation would read the real clock.
  Real.now = refusedCall('Date.now', realNow) as typeof realNow;
  Object.defineProperty(Real.prototype, 'constructor', { value: VirtualDate });
  Object.defineProperty(globalThis, 'Date', {
    value: VirtualDate,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  installTemporal();
  installIntl();
};
