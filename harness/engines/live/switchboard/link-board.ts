import type { Server, Socket } from 'node:net';
import type { HttpRule } from '../../../core/ports.ts';
import { createGateway } from '../../../gateway/gateway.ts';
import type { HttpFaults } from '../../../gateway/load-http-faults.ts';
import { createRuleBook } from '../../../gateway/rule-book.ts';
import type { ToxiproxyDriver } from '../../../tools/toxiproxy-driver.ts';
import { createGate, type Gate, listenOn } from './gate.ts';
import type { LinkConnection } from './link-connection.ts';
import { createLinkLedger, type LedgerOutput, type LinkLedger } from './link-ledger.ts';
import { createPairing, type Pairing } from './pairing.ts';
import { isTaken, PortTakenError } from './port-taken-error.ts';
import type { ProcessStates } from './process-states.ts';
import { readAndReset } from './read-and-reset.ts';
import { createStepWindows } from './step-windows.ts';
import type { BoardLink } from './switchboard.ts';
import { relayTapA } from './tap-a.ts';
import { createTapASight } from './tap-a-sight.ts';
import { createTapBSight } from './tap-b-sight.ts';
import { createTcpSteps, type TcpSteps, type Undo } from './tcp-steps.ts';

/** One link with all that passes through it. */
export interface LinkBoard {
  readonly gate: Gate;
  readonly ledger: LinkLedger;
  readonly steps: TcpSteps;
  rule(step: number, rule: HttpRule): Undo;
  close(): Promise<void>;
}

/** What all links of a switchboard share. */
export interface BoardRoom {
  readonly driver: ToxiproxyDriver;
  readonly httpFaults: HttpFaults;
  readonly processes: ProcessStates;
  readonly output: LedgerOutput;
  nowMs(): number;
}

interface Taps {
  readonly link: BoardLink;
  readonly ledger: LinkLedger;
  readonly pairing: Pairing;
  resets(): boolean;
}

const acceptCaller = async (caller: Socket, taps: Taps): Promise<void> => {
  const { link, ledger, pairing } = taps;
  const connection = ledger.begin();
  const { protocol } = link;
  const sight = createTapASight(connection, ledger.host, { protocol, resets: taps.resets });
  // Until it has a proxy nobody reads it; an error now is told by the close that follows.
  const quiet = () => {};
  caller.on('error', quiet);
  const proxy = await pairing.dial(connection, link.ports.proxy);
  if (!proxy) {
    connection.refused = true;
    return readAndReset(caller, sight, () => connection.exchanges.length > 0);
  }
  if (caller.destroyed) {
    sight.callerEnded('rst');
    proxy.on('error', quiet).destroy();
    return sight.closed();
  }
  relayTapA(caller, proxy, sight);
};

const createProxy = async ({ name, ports }: BoardLink, driver: ToxiproxyDriver): Promise<void> => {
  const listen = `127.0.0.1:${ports.proxy}`;
  try {
    await driver.createProxy({ name, listen, upstream: `127.0.0.1:${ports.tapB}` });
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new PortTakenError(ports.proxy, `port ${ports.proxy} is taken (${String(error)})`);
  }
};

/** Puts both taps and the proxy of a link in place and opens it. */
export const createLinkBoard = async (link: BoardLink, room: BoardRoom): Promise<LinkBoard> => {
  const { driver, processes, output, nowMs } = room;
  const windows = createStepWindows();
  const rules = createRuleBook(room.httpFaults);
  const pairing = createPairing();
  const ledger = createLinkLedger({ link, processes, windows, output, nowMs });
  const taps: Taps = { link, ledger, pairing, resets: () => steps.resets };
  const gate = createGate(link.ports.tapA, (caller) => void acceptCaller(caller, taps));
  const steps = createTcpSteps({ proxy: link.name, driver, gate, ledger, windows, nowMs });
  const tapB: Server = createGateway({
    service: link.service,
    protocol: link.protocol,
    rules,
    nowMs,
    accept: (proxied) => {
      const sightOf = (connection: LinkConnection | undefined) =>
        connection && createTapBSight(connection, ledger.host);
      const connection = pairing.accept(proxied);
      return connection instanceof Promise ? connection.then(sightOf) : sightOf(connection);
    },
  });
  const close = async () => {
    gate.end();
    tapB.close();
    await driver.deleteProxy(link.name);
  };
  await listenOn(tapB, link.ports.tapB);
  try {
    await createProxy(link, driver);
    await gate.open('start');
  } catch (error) {
    await close().catch(() => {
      // What could not be made cannot be unmade either; the first error is the one to tell.
    });
    throw error;
  }
  return {
    gate,
    ledger,
    steps,
    rule: (step, rule) => {
      const remove = rules.add(step, rule);
      return async () => remove();
    },
    close,
  };
};
