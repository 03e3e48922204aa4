import type { Log } from '../../logging/create-logger.ts';

/** How well a part does. */
export type PartHealth = 'healthy' | 'degraded' | 'unhealthy';

/** How much the system rests on a part. */
export type Importance = 'essential' | 'important' | 'optional';

/** How much the system as a whole offers, from all to the least. */
export const serviceLevels = ['full', 'reduced', 'basic', 'emergency'] as const;

/** How much the system as a whole offers. */
export type ServiceLevel = (typeof serviceLevels)[number];

/** One thing that the system does for somebody. */
export interface Feature {
  /** The parts without which it cannot be done. */
  readonly needs: readonly string[];
  /** A basic feature goes on at every level, as long as its own parts work. */
  readonly basic: boolean;
}

/** What the manager is told about the system. */
export interface ServiceDegradationOptions {
  readonly parts: Readonly<Record<string, Importance>>;
  readonly features: Readonly<Record<string, Feature>>;
  readonly log?: Log;
  readonly onLevel?: (change: LevelChange) => void;
}

/** That the level has changed, and because of which part. */
export interface LevelChange {
  readonly from: ServiceLevel;
  readonly to: ServiceLevel;
  readonly part: string;
  readonly reason: string;
}

/** All there is to say about the system's service at one moment. */
export interface ServiceStatus {
  readonly level: ServiceLevel;
  readonly parts: Readonly<Record<string, PartHealth>>;
  readonly features: Readonly<Record<string, boolean>>;
}

/** Knows the health of all parts and decides what is still offered (U5). */
export interface ServiceDegradationManager {
  report(part: string, health: PartHealth, reason?: string): void;
  level(): ServiceLevel;
  offers(feature: string): boolean;
  status(): ServiceStatus;
}

/** Creates the manager; every part counts as healthy until something else is reported. */
export function createServiceDegradationManager(
  options: ServiceDegradationOptions,
): ServiceDegradationManager {
  const { parts, features } = options;
  checkNeeds(options);
  const healthOf = new Map(
    Object.keys(parts).map((part): [string, PartHealth] => [part, 'healthy']),
  );
  const level = () => levelOf(parts, healthOf);
  const offers = (name: string) => {
    const feature = Object.hasOwn(features, name) ? features[name] : undefined;
    if (feature === undefined) throw new Error(`no feature is called "${name}"`);
    if (feature.needs.some((part) => healthOf.get(part) === 'unhealthy')) return false;
    const now = level();
    return feature.basic || now === 'full' || now === 'reduced';
  };
  return {
    level,
    offers,
    report(part, health, reason = health) {
      if (!healthOf.has(part)) throw new Error(`no part is called "${part}"`);
      const from = level();
      healthOf.set(part, health);
      const to = level();
      if (from === to) return;
      const change = { from, to, part, reason };
      const worse = serviceLevels.indexOf(to) > serviceLevels.indexOf(from);
      const say = worse ? options.log?.warn : options.log?.info;
      say?.call(options.log, { event: 'serviceLevel', ...change }, `service is now ${to}`);
      options.onLevel?.(change);
    },
    status: () => ({
      level: level(),
      parts: Object.fromEntries(healthOf),
      features: Object.fromEntries(Object.keys(features).map((name) => [name, offers(name)])),
    }),
  };
}

/** A breaker's status text as the health of the part behind it. */
export function healthOfBreaker(status: string): PartHealth {
  if (status === 'CLOSED') return 'healthy';
  return status === 'OPEN' ? 'unhealthy' : 'degraded';
}

function levelOf(
  parts: Readonly<Record<string, Importance>>,
  healthOf: ReadonlyMap<string, PartHealth>,
): ServiceLevel {
  const ranks = [...healthOf].map(([part, health]) => rankOf(parts[part] ?? 'optional', health));
  return serviceLevels[Math.max(0, ...ranks)] ?? 'emergency';
}

/** A part that does not work counts by its importance; one that does badly, one step less. */
function rankOf(importance: Importance, health: PartHealth): number {
  if (health === 'healthy') return 0;
  const rank = { optional: 1, important: 2, essential: 3 }[importance];
  return health === 'unhealthy' ? rank : Math.max(1, rank - 1);
}

function checkNeeds({ parts, features }: ServiceDegradationOptions): void {
  for (const [name, { needs }] of Object.entries(features)) {
    const missing = needs.find((part) => !Object.hasOwn(parts, part));
    if (missing !== undefined) throw new Error(`feature "${name}" needs unknown part "${missing}"`);
  }
}
