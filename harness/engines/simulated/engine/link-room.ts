import type { Heal } from '../../../core/fault.ts';
import type { HttpPort, TcpPort } from '../../../core/ports.ts';
import { type Link, type LinkName, linkName } from '../../../core/stack.ts';
import type { HttpFaults } from '../../../gateway/load-http-faults.ts';
import type { RunPorts } from '../../live/run-ports.ts';
import { headersOf } from '../../live/service-env.ts';
import { createLinkBoard, type LinkBoard } from '../../live/switchboard/link-board.ts';
import type { LedgerOutput } from '../../live/switchboard/link-ledger.ts';
import type { ProcessStates } from '../../live/switchboard/process-states.ts';
import type { Host } from '../host/host.ts';
import type { Life } from '../host/life.ts';
import type { SimulatedWorld } from '../world.ts';
import { createBoardDriver } from './board-driver.ts';
import { callInLife } from './call-in-life.ts';
import { worldClockMs } from './run-clock.ts';
import { createWireLink, type WireLink } from './wire-link.ts';

/** What the links of a run are made of. */
export interface LinkRoomOptions {
  readonly links: readonly Link[];
  readonly ports: RunPorts;
  readonly httpFaults: HttpFaults;
  readonly processes: ProcessStates;
  readonly output: LedgerOutput;
  /** The world's own host of each disturbed link; the other links are only listened to. */
  readonly boards: ReadonlyMap<LinkName, Host>;
  readonly world: SimulatedWorld;
}

/** The machines of a link. */
export interface LinkEnds {
  /** The caller's role. */
  readonly from: string;
  readonly caller: Host;
  readonly service: Host;
  /** The one between them, where the link is disturbed above TCP. */
  readonly board: Host | undefined;
}

/** All links of a run. */
export interface LinkRoom {
  readonly tcp: Pick<TcpPort, 'toxic' | 'refuse'>;
  readonly http: HttpPort;
  ends(link: LinkName): LinkEnds;
  flush(): Promise<void>;
  /** Connections by link that ended without a whole request head. */
  neverSent(): Readonly<Record<LinkName, number>>;
}

interface OnBoard {
  readonly life: Life;
  readonly board: LinkBoard;
}

const listens = (host: Host, port: number): boolean =>
  host.world.network.listenerAt(host, { address: '127.0.0.1', port }) !== undefined;

const servicePort = ({ ports }: LinkRoomOptions, link: Link): number => {
  const port = ports.services.get(link.to)?.[0];
  if (port === undefined) throw new Error(`${linkName(link)}: ${link.to} listens nowhere`);
  return port;
};

const layWire = (options: LinkRoomOptions, link: Link): WireLink => {
  const { processes, output, world } = options;
  const wire = createWireLink(link, { processes, output, nowMs: () => worldClockMs(world) });
  const port = servicePort(options, link);
  const tapA = options.ports.links.get(linkName(link))?.tapA ?? 0;
  world.network.forwards.set(tapA, { host: world.host(link.to), port, tap: wire.begin });
  return wire;
};

const putOnBoard = async (options: LinkRoomOptions, link: Link, life: Life): Promise<LinkBoard> => {
  const { httpFaults, processes, output, ports, world } = options;
  const board = life.host;
  const driver = createBoardDriver(life);
  const name = linkName(link);
  const linkPorts = ports.links.get(name);
  if (linkPorts === undefined) throw new Error(`${name} has no ports`);
  const service = world.host(link.to);
  const port = servicePort(options, link);
  // Nobody listens behind it: the attempt is refused where the caller sees it.
  const isOpen = () => listens(service, port);
  world.network.forwards.set(linkPorts.tapA, { host: board, port: linkPorts.tapA, isOpen });
  const room = { driver, httpFaults, processes, output, nowMs: () => worldClockMs(world) };
  const at = { host: '127.0.0.1' as const, port };
  const about = { name, protocol: link.protocol, ...headersOf(link), ports: linkPorts };
  return callInLife(life, () => createLinkBoard({ ...about, service: at }, room));
};

/** Lays all links of a stack; called in the life that drives the run. */
export const openLinkRoom = async (options: LinkRoomOptions): Promise<LinkRoom> => {
  const wires = new Map<LinkName, WireLink>();
  const boards = new Map<LinkName, OnBoard>();
  for (const link of options.links) {
    const name = linkName(link);
    const life = options.boards.get(name)?.start({}, () => {});
    if (life === undefined) wires.set(name, layWire(options, link));
    else boards.set(name, { life, board: await putOnBoard(options, link, life) });
  }
  const boardOf = (name: LinkName): OnBoard => {
    const found = boards.get(name);
    if (found !== undefined) return found;
    throw new Error(
      `${name}: no step of the plan names it, so nothing was put there to disturb it`,
    );
  };
  const on = async (
    name: LinkName,
    begin: (board: LinkBoard) => Heal | Promise<Heal>,
  ): Promise<Heal> => {
    const { life, board } = boardOf(name);
    const undo = await callInLife(life, () => begin(board));
    return () => callInLife(life, undo);
  };
  return {
    tcp: {
      toxic: (link, step, toxic) => on(link, ({ steps }) => steps.toxic(step, toxic)),
      refuse: (link, step) => on(link, ({ steps }) => steps.refuse(step)),
    },
    http: { rule: (link, step, rule) => on(link, (board) => board.rule(step, rule)) },
    ends: (name) => {
      const link = options.links.find((one) => linkName(one) === name);
      if (link === undefined) throw new Error(`no link ${name}`);
      const { from, to } = link;
      const host = (role: string) => options.world.host(role);
      return { from, caller: host(from), service: host(to), board: options.boards.get(name) };
    },
    neverSent: () => ({
      ...Object.fromEntries([...wires].map(([name, wire]) => [name, wire.neverSent])),
      ...Object.fromEntries(
        [...boards].map(([name, { board }]) => [name, board.ledger.counters().neverSent]),
      ),
    }),
    flush: async () => {
      for (const wire of wires.values()) wire.flush();
      for (const { life, board } of boards.values()) {
        await callInLife(life, () => board.ledger.flush());
      }
    },
  };
};
