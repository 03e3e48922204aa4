import { setTimeout as sleep } from 'node:timers/promises';
import { CannotTellError } from '../../core/errors.ts';
import type { KeeperOptions } from './keeper-options.ts';
import { probeReady } from './probe-ready.ts';
import type { Exit, ServiceLife } from './service-life.ts';
import { monotonicMs } from './switchboard/monotonic-ms.ts';
import { PortTakenError } from './switchboard/port-taken-error.ts';

/** One life on its way to readiness. */
export interface RisingLife {
  readonly process: ServiceLife;
  /** Its end is our doing. */
  planned: boolean;
  over: boolean;
  /** It has printed what its log probe waits for. */
  logged: boolean;
}

type RisingOptions = Pick<
  KeeperOptions,
  'service' | 'host' | 'port' | 'env' | 'cwd' | 'readyLimitMs'
>;

const LOOK_EVERY_MS = 30;
const LINES_SHOWN = 20;

const textOf = ({ code, signal, error }: Exit): string => {
  if (error !== undefined) return `could not be started (${error})`;
  return signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
};

const cannotTell = (life: RisingLife, { service }: RisingOptions, what: string) => {
  const lines = life.process.lastLines(LINES_SHOWN);
  const log = lines.length === 0 ? 'It logged nothing.' : `Its last lines:\n${lines.join('\n')}`;
  return new CannotTellError(`${service.role}: ${what}. ${log}`);
};

const endedEarly = async (life: RisingLife, options: RisingOptions): Promise<Error> => {
  const exit = await life.process.exited;
  await life.process.drained();
  const { service, port } = options;
  const claimed = service.listen.some((one) => 'env' in one);
  const text = life.process.lastLines(LINES_SHOWN).join('\n');
  if (claimed && text.includes('EADDRINUSE')) {
    return new PortTakenError(port, `${service.role}: its port ${port} was taken\n${text}`);
  }
  return cannotTell(life, options, `${textOf(exit)} before it was ready`);
};

/**
 * Waits until a life is ready: true. False when it was ended by us or by the end of the run.
 * Throws a CannotTellError that names the service, the reason and its last lines.
 */
export const becomeReady = async (
  life: RisingLife,
  options: RisingOptions,
  ending: AbortSignal,
): Promise<boolean> => {
  const { service, readyLimitMs } = options;
  const startedMs = monotonicMs();
  const exited = life.process.exited.then(() => ({ ready: false, why: 'it ended' }) as const);
  while (!life.over && !ending.aborted) {
    const target = { ...options, logged: life.logged };
    const answer = await Promise.race([probeReady(service.ready, target), exited]);
    if (life.over || ending.aborted) break;
    if (answer.ready) return true;
    if (monotonicMs() - startedMs > readyLimitMs) {
      throw cannotTell(life, options, `not ready within ${readyLimitMs} ms: ${answer.why}`);
    }
    await Promise.race([sleep(LOOK_EVERY_MS), exited]);
  }
  if (life.planned || ending.aborted) return false;
  throw await endedEarly(life, options);
};
