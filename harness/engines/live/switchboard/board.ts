import { UsageError } from '../../../core/errors.ts';
import type { Counts } from '../../../core/fault.ts';
import { loadHttpFaults } from '../../../gateway/load-http-faults.ts';
import { type RunningToxiproxy, startToxiproxy } from '../../../tools/start-toxiproxy.ts';
import { createToxiproxyDriver } from '../../../tools/toxiproxy-driver.ts';
import { type BoardRoom, createLinkBoard, type LinkBoard } from './link-board.ts';
import type { LedgerOutput } from './link-ledger.ts';
import type { CallName, Calls } from './message.ts';
import { monotonicMs } from './monotonic-ms.ts';
import { isTaken, PortTakenError } from './port-taken-error.ts';
import { createProcessStates } from './process-states.ts';
import type { Undo } from './tcp-steps.ts';

// Removing `reset_peer` waits for resets under way; nothing else takes near as long.
const DRIVER_LIMIT_MS = 15_000;

/** The answers to every call, by name. */
export type Board = {
  readonly [N in CallName]: (
    ask: Calls[N]['ask'],
  ) => Calls[N]['answer'] | Promise<Calls[N]['answer']>;
};

const start = async (ask: Calls['start']['ask']): Promise<RunningToxiproxy> => {
  const { toxiproxy: backend, toxiproxyPort: port, logPath } = ask;
  try {
    return await startToxiproxy({ backend, port, logPath });
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new PortTakenError(port, `port ${port} is taken (${String(error)})`);
  }
};

/** Everything that the switchboard process does, without its channel. */
export const createBoard = (output: LedgerOutput): Board => {
  const links = new Map<string, LinkBoard>();
  const undos = new Map<number, Undo>();
  const processes = createProcessStates();
  let toxiproxy: RunningToxiproxy | undefined;
  let room: BoardRoom | undefined;
  let handles = 0;
  const linkOf = (name: string): LinkBoard => {
    const link = links.get(name);
    if (link) return link;
    throw new UsageError(`no link is called ${name}; there are ${[...links.keys()].join(', ')}`);
  };
  const keep = (undo: Undo): number => {
    undos.set(++handles, undo);
    return handles;
  };
  const heal = async (handle: number): Promise<Counts> => {
    const undo = undos.get(handle);
    if (!undo) throw new UsageError(`step handle ${handle} is unknown, or healed already`);
    undos.delete(handle);
    return await undo();
  };
  return {
    start: async (ask) => {
      toxiproxy = await start(ask);
      const driver = createToxiproxyDriver(toxiproxy.url, { timeoutMs: DRIVER_LIMIT_MS });
      const httpFaults = await loadHttpFaults();
      room = { driver, httpFaults, processes, output, nowMs: monotonicMs };
      const { backend, version, pid } = toxiproxy;
      return { backend, version, ...(pid === undefined ? {} : { pid }) };
    },
    addLink: async (link) => {
      if (!room) throw new UsageError('a link was added before the switchboard was started');
      links.set(link.name, await createLinkBoard(link, room));
      return null;
    },
    setOpen: async ({ link, open }) => {
      const { gate } = linkOf(link);
      if (open) await gate.open('dead');
      else gate.close('dead');
      return null;
    },
    processState: ({ role, state, life, atMs }) => {
      processes.tell(role, { state, life, atMs });
      return null;
    },
    toxic: async ({ link, step, toxic }) => keep(await linkOf(link).steps.toxic(step, toxic)),
    refuse: async ({ link, step }) => keep(await linkOf(link).steps.refuse(step)),
    rule: ({ link, step, rule }) => keep(linkOf(link).rule(step, rule)),
    heal: ({ handle }) => heal(handle),
    flush: () => {
      for (const link of links.values()) link.ledger.flush();
      return null;
    },
    counters: () =>
      Object.fromEntries([...links].map(([name, link]) => [name, link.ledger.counters()])),
    close: async () => {
      for (const link of links.values()) link.gate.end();
      await toxiproxy?.close();
      return null;
    },
  };
};
