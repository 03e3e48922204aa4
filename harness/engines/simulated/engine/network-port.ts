import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../../core/errors.ts';
import type { Counts, Heal } from '../../../core/fault.ts';
import type { NetworkPort, Partition } from '../../../core/network-ports.ts';
import { addCounts } from '../../../core/ports.ts';
import { clientRole, type LinkName } from '../../../core/stack.ts';
import type { LossKind } from '../network/loss.ts';
import {
  healThenClose,
  type LinkWay,
  linksBetween,
  loseOn,
  type MachineRoom,
  openWindows,
} from './machine-room.ts';

const FLAPS_MAX = 100_000;

const sidesOf = (room: MachineRoom, role: string, { with: others, from }: Partition) => {
  const all = [clientRole, ...room.run.services.keepers.keys()];
  const stray = [role, ...others, ...from].find((name) => !all.includes(name));
  if (stray !== undefined) {
    throw new UsageError(`partition: no role "${stray}"; there are ${all.join(', ')}`);
  }
  const near = new Set([role, ...others]);
  const far = new Set(from.length > 0 ? from : all.filter((name) => !near.has(name)));
  const both = [...near].find((name) => far.has(name));
  if (both !== undefined) throw new UsageError(`partition: "${both}" stands on both sides`);
  return { near, far };
};

/** Cuts, and lets be whole again, until the heal. */
const flap = (
  cut: () => () => Counts,
  { cutMs, wholeMs }: NonNullable<Partition['flapping']>,
  fail: (error: unknown) => void,
): Heal => {
  const healed = new AbortController();
  const { signal } = healed;
  const pass = (ms: number) => sleep(Math.ceil(ms), undefined, { signal }).catch(() => {});
  const loop = async (): Promise<Counts> => {
    let counts: Counts = { cuts: 0 };
    for (let round = 0; round < FLAPS_MAX && !signal.aborted; round++) {
      const heal = cut();
      await pass(cutMs);
      counts = addCounts(counts, { cuts: 1 }, heal());
      if (!signal.aborted) await pass(wholeMs);
    }
    return counts;
  };
  const flapping = loop();
  flapping.catch(fail);
  return () => {
    healed.abort();
    return flapping;
  };
};

/** Loses packets between the machines of a run. */
export const createNetworkPort = (room: MachineRoom): NetworkPort => {
  const { links, world } = room.run;
  const partition = (role: string, step: number, options: Partition): Heal => {
    const { near, far } = sidesOf(room, role, options);
    const names = linksBetween(room, near, far);
    const ways = names.flatMap((link): readonly LinkWay[] => {
      const isInner = near.has(links.ends(link).from);
      const out: LinkWay = { link, way: isInner ? 'there' : 'back' };
      const back: LinkWay = { link, way: isInner ? 'back' : 'there' };
      if (options.direction === 'both') return [out, back];
      return options.direction === 'outgoing' ? [out] : [back];
    });
    const cut = () => loseOn(room, ways, { of: 'all' });
    const close = openWindows(room, step, names);
    if (options.flapping !== undefined) {
      return healThenClose(flap(cut, options.flapping, room.fail), close);
    }
    const heal = cut();
    return healThenClose(async () => heal(), close);
  };
  const onLink = (link: LinkName, step: number, kind: LossKind): Heal => {
    const there: LinkWay = { link, way: 'there' };
    const back: LinkWay = { link, way: 'back' };
    const heal = loseOn(room, kind.of === 'attempts' ? [there] : [there, back], kind);
    return healThenClose(async () => heal(), openWindows(room, step, [link]));
  };
  return {
    partition: async (role, step, options) => partition(role, step, options),
    hang: async (link, step) => onLink(link, step, { of: 'attempts' }),
    silence: async (link, step) =>
      onLink(link, step, { of: 'established', beforeLane: world.network.nextLane() }),
  };
};
