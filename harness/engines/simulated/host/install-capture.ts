import { EventEmitter } from 'node:events';
import { patch } from '../kernel/patch.ts';
import { runningLife } from '../kernel/running-life.ts';
import type { Life } from './life.ts';

type Capture = (error: Error) => void;

const capturing = new WeakSet<Life>();

const capture = (life: Life, take: Capture | null): void => {
  if (take !== null && capturing.has(life)) {
    const message =
      '`process.setupUncaughtExceptionCapture()` was called while a capture callback was already active';
    const code = 'ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET';
    throw Object.assign(new Error(message), { code });
  }
  if (take === null) {
    capturing.delete(life);
    // What is left is the method of the class.
    Reflect.deleteProperty(life.events, 'emit');
    return;
  }
  capturing.add(life);
  life.events.emit = (event: string | symbol, ...args: unknown[]) => {
    if (event !== 'uncaughtException') {
      return EventEmitter.prototype.emit.call(life.events, event, ...args);
    }
    // Whatever was thrown, as Node hands it over.
    take(args[0] as Error);
    return true;
  };
};

/** Lets each life capture its own uncaught errors: the real process has one callback for all. */
export const installCapture = (): void => {
  patch(process, 'setUncaughtExceptionCaptureCallback', (real) => (take) => {
    const life = runningLife();
    if (life === null) real.call(process, take);
    else capture(life, take);
  });
  patch(process, 'hasUncaughtExceptionCaptureCallback', (real) => () => {
    const life = runningLife();
    return life === null ? real.call(process) : capturing.has(life);
  });
};
