import type { ProcessProbes } from '../process-probe.ts';

const say = console.log;

const ready = (): void => {
  setInterval(() => {}, 1000);
  setTimeout(() => say('ready'), 5);
};

const after = 'ready';

/** What becomes of signals for a program that is stopped. */
export const stopProbes: ProcessProbes = {
  'two SIGSTOP are undone by one SIGCONT': {
    run: () => {
      process.on('SIGCONT', () => {
        say('continued');
        process.exit(3);
      });
      ready();
    },
    signals: [
      { after, send: 'SIGSTOP' },
      { after, waitMs: 40, send: 'SIGSTOP' },
      { after, waitMs: 80, send: 'SIGCONT' },
    ],
  },

  'SIGCONT is heard by one that was not stopped': {
    run: () => {
      process.on('SIGCONT', () => {
        say('continued');
        process.exit(3);
      });
      ready();
    },
    signals: [{ after, send: 'SIGCONT' }],
  },

  'SIGTERM for one that is stopped ends it before anything else': {
    run: () => {
      ready();
      setTimeout(() => say('never'), 60);
    },
    signals: [
      { after, send: 'SIGSTOP' },
      { after, waitMs: 20, send: 'SIGTERM' },
      { after, waitMs: 300, send: 'SIGCONT' },
    ],
  },

  'a signal that comes twice to one that is stopped is one': {
    run: () => {
      process.on('SIGTERM', () => {
        say('terminated');
        setTimeout(() => process.exit(0), 50);
      });
      ready();
    },
    signals: [
      { after, send: 'SIGSTOP' },
      { after, waitMs: 20, send: 'SIGTERM' },
      { after, waitMs: 40, send: 'SIGTERM' },
      { after, waitMs: 80, send: 'SIGCONT' },
    ],
  },
};
