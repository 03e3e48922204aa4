import { UsageError } from '../../core/errors.ts';
import type { Heal } from '../../core/fault.ts';
import type { Ports } from '../../core/ports.ts';

/** The ports that processes of this machine lack, with the reason. */
export const whyLacking = {
  inside: 'code inside a real process is not interrupted from outside; simulate it',
  disk: 'files are on a real disk, whose calls nobody stands in; simulate it',
  power: 'this machine keeps its power; simulate it',
  clock: "all processes share this machine's clocks, which are not changed; simulate it",
  network:
    'loopback loses no packets without rights over the kernel; simulate it, or use blackhole',
  dns: 'links are told by their address, so no name is looked up; simulate it',
} as const satisfies Partial<Record<keyof Ports, string>>;

const lacking = (port: keyof typeof whyLacking) => (): Promise<Heal> =>
  Promise.reject(new UsageError(`the live engine has no port ${port}: ${whyLacking[port]}`));

/** Stand-ins that say why they are none; a plan that needs one is skipped before it gets here. */
export const lackingPorts: Pick<Ports, keyof typeof whyLacking> = {
  inside: {
    block: lacking('inside'),
    raise: lacking('inside'),
    killAtCall: lacking('inside'),
    killDuringRecovery: lacking('inside'),
  },
  disk: { rule: lacking('disk'), damage: lacking('disk') },
  power: { lose: lacking('power') },
  clock: {
    jump: lacking('clock'),
    skew: lacking('clock'),
    drift: lacking('clock'),
    suspend: lacking('clock'),
  },
  network: {
    partition: lacking('network'),
    hang: lacking('network'),
    silence: lacking('network'),
  },
  dns: { fail: lacking('dns') },
};
