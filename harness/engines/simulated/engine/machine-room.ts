import { UsageError } from '../../../core/errors.ts';
import type { Counts, Heal } from '../../../core/fault.ts';
import { type LinkName, linkName } from '../../../core/stack.ts';
import type { ServiceKeeper } from '../../live/service-keeper.ts';
import type { Host } from '../host/host.ts';
import type { Loss, LossKind } from '../network/loss.ts';
import type { StartedRun } from './build-run.ts';

/** What the ports on machines act on. */
export interface MachineRoom {
  readonly run: StartedRun;
  /** Told of what fails after an injection has returned. */
  readonly fail: (error: unknown) => void;
}

/** The keeper of a role's process. */
export const keeperOf = ({ run }: MachineRoom, role: string): ServiceKeeper => {
  const { keepers } = run.services;
  const keeper = keepers.get(role);
  if (keeper !== undefined) return keeper;
  throw new UsageError(`no machine of "${role}"; there are ${[...keepers.keys()].join(', ')}`);
};

/** Goes on in the driver's life with what was heard in another one. */
export const tellDriver = ({ run }: MachineRoom, task: () => void): void => {
  const { life } = run.driver;
  if (life !== undefined) run.world.kernel.after(0, life, task);
};

/** Links that have one end among some roles and the other one among others. */
export const linksBetween = (
  { run }: MachineRoom,
  near: ReadonlySet<string>,
  far: ReadonlySet<string>,
): readonly LinkName[] =>
  run.job.scenario.stack.links
    .filter(({ from, to }) => (near.has(from) && far.has(to)) || (far.has(from) && near.has(to)))
    .map(linkName);

/** One way between two machines. */
export type Way = readonly [from: Host, to: Host];

/** Opens losses on some ways; the heal ends them and says what they took. */
export const loseOn = (
  { run }: MachineRoom,
  ways: readonly Way[],
  kind: LossKind,
): (() => Counts) => {
  const { conditions } = run.world.network;
  const names = new Map(ways.map((way) => [way.map(({ name }) => name).join('>'), way]));
  const losses: readonly Loss[] = [...names.values()].map(([from, to]) =>
    conditions.disturb(from, to, kind),
  );
  return () => {
    for (const loss of losses) loss.end();
    const sum = { attemptsLost: 0, packetsLost: 0, connections: 0 };
    for (const { counts } of losses) {
      sum.attemptsLost += counts.attemptsLost;
      sum.packetsLost += counts.packetsLost;
      sum.connections += counts.connections;
    }
    return sum;
  };
};

/** Takes a machine off the network: what is sent to it is lost, and nobody is told. */
export const isolate = (room: MachineRoom, role: string): (() => Counts) => {
  const { links } = room.run;
  const ways = room.run.job.scenario.stack.links
    .filter(({ from, to }) => from === role || to === role)
    .flatMap((link): readonly Way[] => {
      const { caller, other } = links.ends(linkName(link));
      return [
        [caller, other],
        [other, caller],
      ];
    });
  return loseOn(room, ways, { of: 'all' });
};

/** Marks exchanges on links as disturbed by a step while it is in force. */
export const openWindows = (
  { run }: MachineRoom,
  step: number,
  targets: readonly string[],
): (() => void) => {
  const closes = targets.map((target) => run.evidence.windows.open(step, target));
  return () => {
    for (const close of closes) close();
  };
};

/** A heal that closes windows when it has done its work. */
export const healThenClose = (heal: Heal, close: () => void): Heal => {
  return async () => {
    try {
      return await heal();
    } finally {
      close();
    }
  };
};
