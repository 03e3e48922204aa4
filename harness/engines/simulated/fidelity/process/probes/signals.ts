import type { ProcessProbes } from '../process-probe.ts';

const say = console.log;

/** Something that keeps the loop alive for longer than any probe takes. */
const stay = (): NodeJS.Timeout => setInterval(() => {}, 1000);

const ready = (): void => {
  stay();
  setTimeout(() => say('ready'), 5);
};

const after = 'ready';

const attempt = (run: () => unknown): void => {
  try {
    say(`gave ${run()}`);
  } catch (error) {
    const { name, code, syscall, errno } = error as NodeJS.ErrnoException;
    say(`${name} ${code} ${syscall} ${errno}`);
  }
};

/** What a program hears and becomes when it gets signals. */
export const signalProbes: ProcessProbes = {
  'SIGTERM without a handler': {
    run: () => {
      process.on('exit', () => say('exit'));
      ready();
    },
    signals: [{ after, send: 'SIGTERM' }],
  },

  'SIGINT without a handler': { run: ready, signals: [{ after, send: 'SIGINT' }] },

  'SIGTERM with a handler that finishes its work': {
    run: () => {
      process.on('SIGTERM', (name, number) => {
        say(`${name} ${number}`);
        setTimeout(() => process.exit(0), 20);
      });
      ready();
    },
    signals: [{ after, send: 'SIGTERM' }],
  },

  'SIGINT with a handler that sets the exit code': {
    run: () => {
      const kept = setInterval(() => {}, 1000);
      process.on('SIGINT', () => {
        process.exitCode = 130;
        clearInterval(kept);
      });
      setTimeout(() => say('ready'), 5);
    },
    signals: [{ after, send: 'SIGINT' }],
  },

  'SIGTERM twice, each of which is heard': {
    run: () => {
      let heard = 0;
      process.on('SIGTERM', () => {
        heard += 1;
        say(`heard ${heard}`);
        if (heard === 2) process.exit(1);
      });
      ready();
    },
    signals: [
      { after, send: 'SIGTERM' },
      { after: 'heard 1', send: 'SIGTERM' },
    ],
  },

  'SIGTERM twice, of which a handler takes the first only': {
    run: () => {
      process.once('SIGTERM', () => say('heard once'));
      ready();
    },
    signals: [
      { after, send: 'SIGTERM' },
      { after: 'heard once', send: 'SIGTERM' },
    ],
  },

  'SIGTERM while the loop is busy': {
    run: () => {
      process.on('SIGTERM', () => {
        say('heard');
        process.exit(0);
      });
      stay();
      setTimeout(() => {
        say('ready');
        let sum = 0;
        for (let index = 0; index < 3e7; index++) sum = (sum * 31 + index) % 65_521;
        say(`computed ${sum}`);
      }, 5);
    },
    signals: [{ after, send: 'SIGTERM' }],
  },

  'a handler that was taken away': {
    run: () => {
      const handler = () => say('heard');
      process.on('SIGTERM', handler);
      process.off('SIGTERM', handler);
      ready();
    },
    signals: [{ after, send: 'SIGTERM' }],
  },

  'a handler that throws': {
    run: () => {
      process.on('SIGTERM', () => {
        throw new Error('thrown');
      });
      process.on('exit', (code) => say(`exit ${code}`));
      ready();
    },
    signals: [{ after, send: 'SIGTERM' }],
  },

  'a handler alone keeps no process alive': () => {
    process.on('SIGTERM', () => {});
    process.on('SIGINT', () => {});
  },

  'SIGKILL with every handler there is': {
    run: () => {
      process.on('SIGTERM', () => say('heard'));
      process.on('exit', () => say('exit'));
      ready();
    },
    signals: [{ after, send: 'SIGKILL' }],
  },

  'a signal to itself without a handler': () => {
    process.on('exit', () => say('exit'));
    process.kill(process.pid);
    say('after');
  },

  'a signal to itself with a handler': () => {
    const kept = stay();
    process.on('SIGTERM', () => {
      say('heard');
      clearInterval(kept);
    });
    say(`gave ${process.kill(process.pid, 'SIGTERM')}`);
    process.nextTick(() => say('tick'));
  },

  'a signal to itself by number': () => {
    process.kill(process.pid, 2);
    say('after');
  },

  'SIGKILL to itself': () => {
    process.kill(process.pid, 'SIGKILL');
    say('after');
  },

  'signal 0, a process that is not there, a signal that is none': () => {
    attempt(() => process.kill(process.pid, 0));
    attempt(() => process.kill(4_194_300, 0));
    attempt(() => process.kill(process.pid, 'SIGNOPE'));
  },

  'SIGPIPE is ignored': () => {
    process.kill(process.pid, 'SIGPIPE');
    setTimeout(() => say('goes on'), 20);
  },

  'SIGHUP ends a program without a handler': () => {
    process.kill(process.pid, 'SIGHUP');
    setTimeout(() => say('goes on'), 20);
  },

  'timers that are due while it is stopped': {
    run: () => {
      const began = performance.now();
      let continued = false;
      process.on('SIGCONT', () => {
        continued = true;
      });
      const late = () => (performance.now() - began >= 850 ? 'late' : 'in time');
      let ticks = 0;
      const interval = setInterval(() => {
        ticks += 1;
      }, 60);
      setTimeout(() => say(`second ${late()}`), 620);
      setTimeout(() => say(`first ${late()}`), 600);
      setTimeout(() => {
        clearInterval(interval);
        say(`heard of it ${continued}`);
        say(`last ${late()}, ticks were ${ticks > 15 ? 'all made up' : 'not made up'}`);
      }, 1300);
      say('ready');
    },
    signals: [
      { after, send: 'SIGSTOP' },
      { after, waitMs: 900, send: 'SIGCONT' },
    ],
  },
};
