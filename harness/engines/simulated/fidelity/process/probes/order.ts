import { once } from 'node:events';
import { setImmediate as immediately, setTimeout as sleep } from 'node:timers/promises';
import type { ProcessProbes } from '../process-probe.ts';

const say = console.log;

/** One of each kind of callback, in an order that Node turns round. */
const scheduleAll = (where: string): void => {
  setImmediate(() => say(`${where} immediate`));
  void Promise.resolve().then(() => say(`${where} promise`));
  queueMicrotask(() => say(`${where} job`));
  process.nextTick(() => say(`${where} tick`));
  say(`${where} now`);
};

/** In which order callbacks come. */
export const orderProbes: ProcessProbes = {
  'everything scheduled by main': () => scheduleAll('main'),

  'everything scheduled by a timer': () => void setTimeout(() => scheduleAll('timer'), 5),

  'everything scheduled by an immediate': () => void setImmediate(() => scheduleAll('immediate')),

  'everything scheduled by a tick': () => process.nextTick(() => scheduleAll('tick')),

  'everything scheduled after an await': async () => {
    await sleep(5);
    scheduleAll('awaited');
  },

  'ticks and jobs that schedule each other': () => {
    setTimeout(() => {
      process.nextTick(() => {
        say('tick 1');
        queueMicrotask(() => {
          say('job of tick 1');
          process.nextTick(() => say('tick of job'));
        });
        process.nextTick(() => say('tick of tick 1'));
      });
      process.nextTick(() => say('tick 2'));
      queueMicrotask(() => say('job'));
    }, 5);
  },

  'ticks come between two timers of one instant': () => {
    for (const index of [1, 2]) {
      setTimeout(() => {
        say(`timer ${index}`);
        process.nextTick(() => say(`tick ${index}`));
        void Promise.resolve().then(() => say(`job ${index}`));
      }, 10);
    }
  },

  'ticks come between two immediates': () => {
    setTimeout(() => {
      for (const index of [1, 2]) {
        setImmediate(() => {
          say(`immediate ${index}`);
          process.nextTick(() => say(`tick ${index}`));
        });
      }
    }, 5);
  },

  'an immediate of an immediate waits for the next turn': () => {
    setTimeout(() => {
      setImmediate(() => {
        say('first');
        setImmediate(() => say('of the first'));
      });
      setImmediate(() => say('second'));
    }, 5);
  },

  'timers come by their time, then by their arming': () => {
    for (const ms of [60, 20, 40, 20, 0, 1]) setTimeout(() => say(`after ${ms}`), ms);
  },

  'a timer and an immediate clear others that are due': () => {
    const [timer, immediate] = [
      setTimeout(() => say('never'), 31),
      setInterval(() => say('never'), 31),
    ];
    setTimeout(() => {
      clearTimeout(timer);
      clearInterval(immediate);
      const other = setImmediate(() => say('never'));
      clearImmediate(other);
      say('cleared');
    }, 5);
  },

  'an interval clears itself, and one is cleared by its number': () => {
    let ticks = 0;
    const interval = setInterval(() => {
      ticks += 1;
      say(`tick ${ticks}`);
      if (ticks === 3) clearInterval(interval);
    }, 5);
    const other = setTimeout(() => say('never'), 10);
    clearTimeout(Number(other));
  },

  'a timer that has fired is refreshed': () => {
    const timer = setTimeout(() => say('fired'), 10);
    setTimeout(() => {
      timer.refresh();
      setTimeout(() => say('end'), 40);
    }, 40);
  },

  'a timer that was cleared is not refreshed': () => {
    const timer = setTimeout(() => say('never'), 10);
    clearTimeout(timer);
    setTimeout(() => timer.refresh(), 20);
    setTimeout(() => say('end'), 60);
  },

  'arguments and wrong callbacks of timers': () => {
    setTimeout((...args: unknown[]) => say(`timer ${args}`), 1, 'a', 2);
    setTimeout(() => setImmediate((...args: unknown[]) => say(`immediate ${args}`), 'b', 3), 20);
    try {
      // Programs without types do this.
      setTimeout('text' as unknown as () => void, 1);
    } catch (error) {
      say(String((error as NodeJS.ErrnoException).code));
    }
  },

  'promises of timers and of events': async () => {
    say(await sleep(5, 'value'));
    say(await immediately('immediate'));
    const target = new EventTarget();
    setTimeout(() => target.dispatchEvent(new Event('thing')), 5);
    const [event] = await once(target, 'thing');
    say(event.type);
  },

  'Promise.race of timers leaves the slower one to come': async () => {
    const slow = sleep(60, 'slow').then((value) => say(value));
    say(await Promise.race([slow, sleep(10, 'fast')]));
    say('raced');
  },

  'async iterators and generators take their turns': async () => {
    async function* count(name: string) {
      for (let index = 0; index < 3; index++) yield `${name} ${index}`;
    }
    const all = async (name: string) => {
      for await (const item of count(name)) say(item);
    };
    await Promise.all([all('one'), all('two')]);
  },
};
