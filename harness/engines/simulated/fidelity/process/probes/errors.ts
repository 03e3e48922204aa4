import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessProbes } from '../process-probe.ts';

const say = console.log;

const boom = (what = 'boom'): never => {
  throw new Error(what);
};

const told = (error: unknown): string => {
  const { name, message, code } = error as NodeJS.ErrnoException;
  return `${name} ${code} ${message}`;
};

const hearErrors = (): void => {
  process.on('uncaughtException', (error, origin) => say(`caught ${told(error)} from ${origin}`));
};

const tellExit = (): void => {
  process.on('exit', (code) => say(`exit ${code}`));
};

/** What becomes of errors that nobody takes. */
export const errorProbes: ProcessProbes = {
  'an uncaught error without a handler': () => {
    tellExit();
    setTimeout(boom, 5);
    setTimeout(() => say('never'), 20);
  },

  'an uncaught error without a handler overrides the exit code': () => {
    tellExit();
    process.exitCode = 9;
    setTimeout(boom, 5);
  },

  'an exit handler sets another code after an uncaught error': () => {
    process.on('exit', () => {
      process.exitCode = 9;
    });
    setTimeout(boom, 5);
  },

  'an uncaught error with a handler': () => {
    hearErrors();
    tellExit();
    setTimeout(boom, 5);
    setTimeout(() => say('goes on'), 20);
  },

  'a handler of uncaught errors that throws': () => {
    process.on('uncaughtException', () => boom('again'));
    tellExit();
    setTimeout(boom, 5);
  },

  'a monitor of uncaught errors hears them first': () => {
    process.on('uncaughtExceptionMonitor', (error, origin) => say(`${error.message} ${origin}`));
    tellExit();
    setTimeout(boom, 5);
  },

  'a rejection without a handler': () => {
    tellExit();
    void Promise.reject(new Error('rejected'));
    setTimeout(() => say('never'), 20);
  },

  'a rejection with a handler': () => {
    process.on('unhandledRejection', (reason, promise) => {
      say(`${told(reason)} ${promise instanceof Promise}`);
      promise.catch((error: Error) => say(`then ${error.message}`));
    });
    process.on('rejectionHandled', () => say('handled late'));
    void Promise.reject(new Error('rejected'));
    setTimeout(() => say('goes on'), 20);
  },

  'a rejection comes to the handler of uncaught errors': () => {
    hearErrors();
    setTimeout(() => void Promise.reject(new Error('rejected')), 5);
  },

  'rejections with no error in them': () => {
    hearErrors();
    void Promise.reject('a text');
    void Promise.reject(42);
    void Promise.reject(undefined);
  },

  'a rejection that is handled in the same turn': async () => {
    process.on('unhandledRejection', () => say('unhandled'));
    const failed = Promise.reject(new Error('rejected'));
    await null;
    await failed.catch((error: Error) => say(`handled ${error.message}`));
  },

  'a rejection that is handled a turn too late': async () => {
    tellExit();
    const failed = Promise.reject(new Error('rejected'));
    await sleep(5);
    await failed.catch(() => say('handled'));
  },

  'errors in ticks and jobs do not stop those after them': () => {
    hearErrors();
    process.nextTick(boom, 'tick');
    process.nextTick(() => say('next tick'));
    queueMicrotask(() => boom('job'));
    queueMicrotask(() => say('next job'));
    setImmediate(() => say('immediate'));
  },

  'an error in a job without a handler': () => {
    tellExit();
    queueMicrotask(() => boom('job'));
    setImmediate(() => say('never'));
  },

  'an error in a timer does not stop the others': () => {
    hearErrors();
    setTimeout(boom, 20, 'first');
    setTimeout(() => say('second'), 20);
    let ticks = 0;
    const interval = setInterval(() => {
      ticks += 1;
      if (ticks === 3) clearInterval(interval);
      boom(`tick ${ticks}`);
    }, 30);
  },

  'an error event that nobody hears': () => {
    tellExit();
    setTimeout(() => new EventEmitter().emit('error', new Error('of the emitter')), 5);
  },

  'an error event with no error in it': () => {
    hearErrors();
    setTimeout(() => new EventEmitter().emit('error', 'a text'), 5);
  },

  'an error in a listener comes back to who emits': () => {
    const emitter = new EventEmitter();
    emitter.on('thing', () => boom('listener'));
    emitter.on('thing', () => say('second listener'));
    try {
      emitter.emit('thing');
    } catch (error) {
      say(told(error));
    }
  },

  'an error in a listener of an aborted signal is uncaught': () => {
    hearErrors();
    const controller = new AbortController();
    controller.signal.addEventListener('abort', () => boom('on abort'));
    controller.signal.addEventListener('abort', () => say('second listener'));
    controller.abort();
    say('aborted');
  },

  'uncaught errors can be captured': () => {
    process.setUncaughtExceptionCaptureCallback((error) => say(`captured ${told(error)}`));
    hearErrors();
    setTimeout(boom, 5);
    setTimeout(() => {
      say(`${process.hasUncaughtExceptionCaptureCallback()}`);
      process.setUncaughtExceptionCaptureCallback(null);
      boom('later');
    }, 20);
  },

  'a rejection with an object says its class': () => {
    process.on('uncaughtExceptionMonitor', (error) => say(told(error)));
    void Promise.reject(new Map());
  },

  'a warning is heard': () => {
    process.on('warning', ({ name, message }) => say(`${name} ${message}`));
    process.emitWarning('careful', 'OwnWarning');
    say('emitted');
  },

  'too many listeners are warned of once': () => {
    process.on('warning', ({ name, message }) => say(`${name} ${message}`));
    const emitter = new EventEmitter();
    for (let index = 0; index < 14; index++) emitter.on('thing', () => {});
  },
};
