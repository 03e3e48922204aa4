import type { Agent } from 'node:http';
import { createRequire } from 'node:module';
import type { Life } from '../host/life.ts';
import { runningLife } from '../kernel/running-life.ts';
import { virtualWallMs } from '../time/install-date.ts';
import { noteRequestTimes, type ParserClass } from './request-time-limits.ts';

/** An outgoing message with the parts that are not public. */
interface OutgoingInside {
  sendDate: boolean;
  hasHeader(name: string): boolean;
  _storeHeader(firstLine: string, headers: unknown): void;
}

interface HttpModule {
  readonly OutgoingMessage: { readonly prototype: OutgoingInside };
}

interface AgentModule {
  globalAgent: Agent;
  readonly Agent: new (options: object) => Agent;
}

interface CommonModule {
  readonly HTTPParser: ParserClass;
}

/** Exist without the `node:` prefix only. */
const AGENT_MODULE = '_http_agent';
const COMMON_MODULE = '_http_common';

const namesDate = (headers: unknown): boolean => {
  if (Array.isArray(headers)) {
    return headers.some((entry) => String(Array.isArray(entry) ? entry[0] : entry) === 'date');
  }
  return Object.keys((headers ?? {}) as object).some((name) => name.toLowerCase() === 'date');
};

// Node keeps the text of the present second, with a timer of its own that is no program's.
const installDateHeader = (http: HttpModule): void => {
  const { prototype } = http.OutgoingMessage;
  const real = prototype._storeHeader;
  prototype._storeHeader = function storeHeader(firstLine, headers) {
    const nowMs = this.sendDate ? virtualWallMs() : undefined;
    if (nowMs === undefined) {
      real.call(this, firstLine, headers);
      return;
    }
    this.sendDate = false;
    const line = namesDate(headers) ? '' : `Date: ${new Date(nowMs).toUTCString()}\r\n`;
    real.call(this, firstLine + line, headers);
  };
};

const agentOf = (life: Life, module: AgentModule): Agent => {
  const known = life.singletons.get('http.globalAgent');
  // Only this function puts something under that name.
  if (known !== undefined) return known as Agent;
  // The options of Node's own global agent.
  const agent = new module.Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 });
  life.singletons.set('http.globalAgent', agent);
  return agent;
};

const installGlobalAgent = (module: AgentModule): void => {
  let real = module.globalAgent;
  Object.defineProperty(module, 'globalAgent', {
    configurable: true,
    enumerable: true,
    get: () => {
      const life = runningLife();
      return life === null ? real : agentOf(life, module);
    },
    set: (agent: Agent) => {
      const life = runningLife();
      if (life === null) real = agent;
      else life.singletons.set('http.globalAgent', agent);
    },
  });
};

const quietly = <Result>(run: () => Result): Result => {
  const { emitWarning } = process;
  // The modules are deprecated for programs; the object that `http` itself looks at is only there.
  process.emitWarning = () => {};
  try {
    return run();
  } finally {
    process.emitWarning = emitWarning;
  }
};

/** Gives each life its own clock in servers and its own pool of connections; once per process. */
export const installHttp = (): void => {
  const require = createRequire(import.meta.url);
  installDateHeader(require('node:http') as HttpModule);
  installGlobalAgent(quietly(() => require(AGENT_MODULE) as AgentModule));
  noteRequestTimes(quietly(() => require(COMMON_MODULE) as CommonModule).HTTPParser);
};
