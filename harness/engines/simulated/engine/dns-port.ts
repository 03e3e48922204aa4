import { UsageError } from '../../../core/errors.ts';
import type { DnsPort, NameTrouble } from '../../../core/network-ports.ts';
import type { Resolved } from '../network/names.ts';
import { hostNameOf, namedLinks } from './link-names.ts';
import { healThenClose, type MachineRoom, openWindows } from './machine-room.ts';

/** A resolver asks twice, and waits five seconds each time. */
const RESOLVER_LIMIT_MS = 10_000;

/** Makes the names of a run's services fail. */
export const createDnsPort = (room: MachineRoom): DnsPort => {
  const { job, world, driver } = room.run;
  const answers: Readonly<Record<NameTrouble, Resolved>> = {
    notFound: { failure: 'ENOTFOUND' },
    timeout: { failure: 'EAI_AGAIN', afterMs: RESOLVER_LIMIT_MS },
    // A machine that is there, and where nobody listens.
    wrongAddress: { address: driver.ip },
  };
  return {
    fail: async (link, step, { how }) => {
      if (!namedLinks(job).has(link)) {
        throw new UsageError(`${link}: no step of the plan names it, so it has no name`);
      }
      let lookups = 0;
      const undo = world.network.names.trouble(hostNameOf(link), () => {
        lookups += 1;
        return answers[how];
      });
      const heal = async () => {
        undo();
        return { lookups };
      };
      return healThenClose(heal, openWindows(room, step, [link]));
    },
  };
};
