import { UsageError } from '../../../core/errors.ts';
import type { Counts, Heal } from '../../../core/fault.ts';
import { addCounts } from '../../../core/ports.ts';
import { type LinkName, linkName } from '../../../core/stack.ts';
import type { ServiceKeeper } from '../../live/service-keeper.ts';
import type { Host } from '../host/host.ts';
import type { LossKind } from '../network/loss.ts';
import type { StartedRun } from './build-run.ts';
import type { LinkEnds } from './link-room.ts';

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

/** One way of a link: from its caller to its service, or back. */
export interface LinkWay {
  readonly link: LinkName;
  readonly way: 'there' | 'back';
}

type Between = readonly [from: Host, to: Host, kind: LossKind];

/**
 * Where packets are lost. With a board between, the first packets are lost before it, so that
 * connecting hangs, and all others behind it, where it has seen them: as live.
 */
const placesOf = (
  { caller, board, service }: LinkEnds,
  way: LinkWay['way'],
  kind: LossKind,
): readonly Between[] => {
  const turned = (from: Host, to: Host, lost: LossKind): Between =>
    way === 'there' ? [from, to, lost] : [to, from, lost];
  if (board === undefined) return [turned(caller, service, kind)];
  const before = turned(caller, board, { of: 'attempts' });
  const behind = turned(board, service, kind);
  if (kind.of === 'all') return [before, behind];
  return kind.of === 'attempts' ? [before] : [behind];
};

const beginLosses = ({ run }: MachineRoom, places: readonly Between[]): (() => Counts) => {
  const { conditions } = run.world.network;
  const losses = places.map(([from, to, kind]) => conditions.disturb(from, to, kind));
  return () => {
    for (const loss of losses) loss.end();
    const none = { attemptsLost: 0, packetsLost: 0, connections: 0 };
    return addCounts(none, ...losses.map(({ counts }) => counts));
  };
};

/** Begins to lose packets on links; the heal ends it and says what was lost. */
export const loseOn = (
  room: MachineRoom,
  ways: readonly LinkWay[],
  kind: LossKind,
): (() => Counts) => {
  const { links } = room.run;
  return beginLosses(
    room,
    ways.flatMap(({ link, way }) => placesOf(links.ends(link), way, kind)),
  );
};

/** Takes a machine off the network: what is sent to it is lost, and nobody is told. */
export const isolate = (room: MachineRoom, role: string): (() => Counts) => {
  const { run } = room;
  const all = { of: 'all' } as const;
  const places = run.job.scenario.stack.links
    .filter(({ from, to }) => from === role || to === role)
    .flatMap((link): readonly Between[] => {
      const ends = run.links.ends(linkName(link));
      const { caller, board } = ends;
      if (link.from === role && board !== undefined) {
        return [
          [caller, board, all],
          [board, caller, all],
        ];
      }
      return [...placesOf(ends, 'there', all), ...placesOf(ends, 'back', all)];
    });
  return beginLosses(room, places);
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
