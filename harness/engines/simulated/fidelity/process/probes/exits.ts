import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessProbes } from '../process-probe.ts';

const say = console.log;

const tellExit = (): void => {
  process.on('beforeExit', (code) => say(`beforeExit ${code}`));
  process.on('exit', (code) => say(`exit ${code} ${process.exitCode}`));
};

/** How a program ends itself. */
export const exitProbes: ProcessProbes = {
  'process.exit with a code': () => {
    tellExit();
    setTimeout(() => process.exit(3), 5);
  },

  'process.exit inside of a finally that goes on': () => {
    try {
      process.exit(4);
    } finally {
      say('finally');
    }
  },

  'process.exit that a catch would take': async () => {
    await sleep(1);
    try {
      process.exit(5);
    } catch {
      say('caught');
    }
    say('after');
  },

  'process.exit without a code keeps the one that was set': () => {
    process.exitCode = 6;
    tellExit();
    process.exit();
  },

  'process.exit inside of an exit handler has the last word': () => {
    process.on('exit', (code) => {
      say(`first ${code}`);
      process.exit(7);
    });
    process.on('exit', () => say('second'));
    process.exit(1);
  },

  'an exit handler sets the code': () => {
    process.on('exit', () => {
      process.exitCode = 8;
    });
    tellExit();
  },

  'what exit handlers schedule never runs': () => {
    process.on('exit', () => {
      setTimeout(() => say('timer'), 0);
      setImmediate(() => say('immediate'));
      process.nextTick(() => say('tick'));
      void Promise.resolve().then(() => say('job'));
      say('handler');
    });
    setTimeout(() => process.exit(0), 1);
  },

  'an exit handler throws': () => {
    process.on('exit', () => {
      throw new Error('thrown');
    });
    process.on('exit', () => say('second'));
  },

  'an exit handler throws after process.exit with a code': () => {
    process.on('exit', () => {
      throw new Error('thrown');
    });
    process.exit(3);
  },

  'process.exitCode and an empty loop': () => {
    process.exitCode = 9;
    tellExit();
    setTimeout(() => say(`still ${process.exitCode}`), 5);
  },

  'process.exitCode taken back': () => {
    process.exitCode = 9;
    setTimeout(() => {
      process.exitCode = undefined;
    }, 5);
    tellExit();
  },

  'exit codes of a wrong kind': () => {
    for (const wrong of ['abc', 1.5, {}, true]) {
      try {
        // Programs without types do this.
        process.exitCode = wrong as number;
        say(`took ${wrong}`);
      } catch (error) {
        say(`${(error as NodeJS.ErrnoException).code}`);
      }
    }
    process.exitCode = '12';
    say(`${typeof process.exitCode}`);
  },

  'an exit code of more than a byte': () => process.exit(256 + 7),

  'a negative exit code': () => process.exit(-2),

  'process.abort': () => {
    tellExit();
    process.abort();
  },

  'beforeExit gives the loop more to do': () => {
    let rounds = 0;
    tellExit();
    process.on('beforeExit', () => {
      rounds += 1;
      if (rounds < 3) setTimeout(() => say(`round ${rounds}`), 2);
    });
  },

  'beforeExit does not come before process.exit': () => {
    tellExit();
    setImmediate(() => process.exit(0));
  },

  'a main that waits for nothing': async () => {
    tellExit();
    await new Promise(() => {});
    say('never');
  },

  'a main that waits for nothing, with an exit code': async () => {
    process.exitCode = 2;
    await new Promise(() => {});
  },

  'a main that fails': async () => {
    tellExit();
    await sleep(1);
    throw new Error('main failed');
  },

  'many lines and a last one without an end before process.exit': () => {
    for (let index = 0; index < 50; index++) say(`line ${index}`);
    process.stdout.write('no end');
    process.exit(0);
  },

  'a write to the output calls back before the program ends': () => {
    process.stdout.write('one\n', () => say('written'));
    say('two');
  },
};
