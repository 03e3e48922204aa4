import type { Wrap } from './contenders.ts';

/** A trouble that a breaker is put into, and the count of what it made worse. */
interface Behaviour {
  readonly title: string;
  readonly count: (breaker: Wrap) => Promise<number>;
}

/** How long an open breaker blocks in all of them. */
export const resetMs = 300;

const callers = 50;
const soonMs = 20;
/** Longer than ours lets anyone wait, and longer than a reset. */
const longMs = 1500;

const down = () => Promise.reject(new Error('down'));
const up = async () => 'up';
const ignore = () => undefined;

/** Service whose state changes, behind a breaker. */
function service(breaker: Wrap) {
  const now: { work: () => Promise<unknown> } = { work: up };
  const call = breaker(() => now.work());
  const open = async () => {
    now.work = down;
    for (let n = 0; n < 5; n += 1) await call().catch(ignore);
  };
  return { now, call, open };
}

const atOnce = (call: () => Promise<unknown>) => Array.from({ length: callers }, () => call());

/** Calls that do not succeed within a time: they failed, or have no end. */
async function unserved(calls: readonly Promise<unknown>[], withinMs: number): Promise<number> {
  let served = 0;
  const count = () => {
    served += 1;
  };
  for (const call of calls) void call.then(count, ignore);
  await elapse(withinMs);
  return calls.length - served;
}

/** All troubles, by name. */
export const behaviours: Readonly<Record<string, Behaviour>> = {
  flood: {
    title: `of ${callers} simultaneous calls, those that hit a dying service`,
    count: async (breaker) => {
      let reached = 0;
      const { now, call } = service(breaker);
      now.work = async () => {
        reached += 1;
        await elapse(soonMs);
        throw new Error('down');
      };
      await Promise.allSettled(atOnce(call));
      return reached;
    },
  },
  stale: {
    title: `of ${callers} calls to a healthy service, those rejected after old calls failed late`,
    count: async (breaker) => {
      const { now, call, open } = service(breaker);
      const late = Array.from({ length: 5 }, () => Promise.withResolvers<unknown>());
      const old = late.map(({ promise }) => {
        now.work = () => promise;
        return call().catch(ignore);
      });
      await open();
      await elapse(resetMs + soonMs);
      now.work = up;
      await call().catch(ignore);
      for (const { reject } of late) reject(new Error('late'));
      await Promise.all(old);
      return await unserved(atOnce(call), soonMs);
    },
  },
  probe: {
    title: `of ${callers} calls, those rejected while a healthy service answers its probe`,
    count: async (breaker) => {
      const { now, call, open } = service(breaker);
      await open();
      await elapse(resetMs + soonMs);
      now.work = () => elapse(soonMs);
      return await unserved(atOnce(call), longMs);
    },
  },
  hung: {
    title: `of ${callers} callers, those still waiting ${longMs} ms after a probe hung`,
    count: async (breaker) => {
      const { now, call, open } = service(breaker);
      await open();
      await elapse(resetMs + soonMs);
      now.work = () => new Promise(ignore);
      void call().catch(ignore);
      let ended = 0;
      const end = () => {
        ended += 1;
      };
      for (const one of atOnce(call)) void one.then(end, end);
      await elapse(longMs);
      return callers - ended;
    },
  },
  recovery: {
    title: `of ${callers} calls, those not served by a service that is well again after a hung probe`,
    count: async (breaker) => {
      const { now, call, open } = service(breaker);
      await open();
      await elapse(resetMs + soonMs);
      now.work = () => new Promise(ignore);
      void call().catch(ignore);
      // A hung probe counts as failed after the reset time; then one more has to pass.
      await elapse(2 * resetMs + 2 * soonMs);
      now.work = up;
      return await unserved(atOnce(call), longMs);
    },
  },
};

function elapse(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs));
}
