import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessProbes } from '../process-probe.ts';

const say = console.log;
const storage = new AsyncLocalStorage<string>();

const tell = (where: string) => () => say(`${where} ${storage.getStore()}`);

/** What a process is given, and what goes with its callbacks. */
export const contextProbes: ProcessProbes = {
  'arguments and environment': () => {
    say(process.argv.slice(2).join('|'));
    say(`${process.argv.length} ${process.env.GREETING} ${process.env.NOT_THERE}`);
    process.env.NUMBER = 12 as unknown as string;
    process.env.NOTHING = undefined as unknown as string;
    say(`${typeof process.env.NUMBER} ${process.env.NOTHING}`);
    delete process.env.NUMBER;
    say(`${'NUMBER' in process.env} ${Object.keys(process.env).includes('GREETING')}`);
    say(`${{ ...process.env }.GREETING} ${JSON.stringify(process.env).includes('hello')}`);
  },

  'the context of timers, ticks, jobs and immediates': () => {
    storage.run('inside', () => {
      process.nextTick(tell('tick'));
      queueMicrotask(tell('job'));
      void Promise.resolve().then(tell('promise'));
      // One after the other: a slow machine may find a timer due before an immediate.
      setImmediate(() => {
        tell('immediate')();
        setTimeout(tell('timer'), 5);
        const interval = setInterval(() => {
          tell('interval')();
          clearInterval(interval);
        }, 20);
      });
    });
    tell('outside')();
  },

  'the context after each await': async () => {
    const seen: Record<string, string> = {};
    const work = async (name: string, ms: number) => {
      for (let index = 0; index < 3; index++) {
        await sleep(ms);
        seen[name] = `${seen[name] ?? name} ${storage.getStore()}`;
      }
    };
    const runs = [storage.run('one', () => work('a', 20)), storage.run('two', () => work('b', 25))];
    await Promise.all(runs);
    say(`${seen.a}, ${seen.b}`);
    tell('outside')();
  },

  'enterWith lasts for what comes from here': async () => {
    storage.enterWith('entered');
    await sleep(5);
    tell('awaited')();
    storage.exit(tell('exited'));
  },

  'the context of emitters and bound functions': () => {
    const emitter = new EventEmitter();
    storage.run('listener', () => emitter.on('thing', tell('plain')));
    const bound = storage.run('bound', () => AsyncResource.bind(tell('bound')));
    const snapshot = storage.run('snapshot', () => AsyncLocalStorage.snapshot());
    storage.run('emitter', () => emitter.emit('thing'));
    storage.run('other', bound);
    storage.run('other', () => snapshot(tell('snapshot')));
  },

  'the context of sockets': async () => {
    // Which of the two sides comes first is not told.
    let seen: string | undefined;
    const server = net.createServer((socket) => {
      seen = storage.getStore();
      socket.on('data', () => socket.end('answer'));
    });
    storage.run('listening', () => server.listen(0, '127.0.0.1', tell('listening')));
    await once(server, 'listening');
    // A server that listens on a port has an address object.
    const { port } = server.address() as AddressInfo;
    const socket = storage.run('client', () => {
      const client = net.connect(port, '127.0.0.1', tell('connected'));
      client.on('data', tell('data'));
      client.on('close', tell('closed'));
      return client;
    });
    storage.run('writer', () => socket.write('question', tell('written')));
    await once(socket, 'close');
    say(`server ${seen}`);
    server.close(tell('server closed'));
  },

  'a default value and a name of a context': () => {
    const named = new AsyncLocalStorage({ defaultValue: 'default', name: 'named' });
    say(`${named.getStore()} ${named.name}`);
    named.run('other', () => say(`${named.getStore()}`));
  },
};
