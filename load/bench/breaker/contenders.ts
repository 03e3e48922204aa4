import { withBreaker } from '../../../reference-impl/resilience/breaker/with-breaker.ts';
import { withRetry } from '../../../reference-impl/resilience/retry/with-retry.ts';
import { withTimeLimit } from '../../../reference-impl/resilience/time-limit/with-time-limit.ts';
import { loadPeer } from '../peers/peers-folder.ts';
import type { Cockatiel, Opossum, PRetry } from './peer-shapes.ts';

type Work = () => Promise<unknown>;

/** Puts work behind something; made anew for each measurement. */
export type Wrap = (work: Work) => Work;

/** What one contender has of all that is measured. */
export interface Kit {
  readonly breaker?: Wrap;
  readonly limited?: Wrap;
  readonly limit?: Wrap;
  readonly retry?: Wrap;
  readonly retried?: Wrap;
  /** Ends what would go on by itself. */
  readonly end?: () => void;
}

/** What differs between measurements: how long an open breaker blocks. */
interface KitOptions {
  readonly resetMs: number;
}

/** Long enough that no measurement ever reaches it. */
const limitMs = 30_000;
const retries = { maxRetries: 3, baseDelayMs: 1000 };

/** Loads one contender; all have the same settings: five failures, 60 s, three retries. */
export async function loadKit(
  contender: string,
  options: KitOptions = { resetMs: 60_000 },
): Promise<Kit> {
  const load = kits[contender];
  if (load === undefined) throw new Error(`nobody is called ${contender}`);
  return await load(options);
}

const kits: Readonly<Record<string, (options: KitOptions) => Promise<Kit> | Kit>> = {
  Holdfast: holdfastKit,
  cockatiel: async (options) => cockatielKit(await loadPeer<Cockatiel>('cockatiel'), options),
  opossum: async (options) => opossumKit(await loadPeer<Opossum>('opossum'), options),
  'p-retry': async () => {
    const { default: pRetry } = await loadPeer<PRetry>('p-retry');
    return { retry: (work) => () => pRetry(work, { retries: 3 }) };
  },
  'by hand': () => ({
    breaker: (work) => async () => await work(),
    limited: raced,
    limit: raced,
    retry: (work) => async () => await work(),
  }),
};

function holdfastKit({ resetMs }: KitOptions): Kit {
  const options = { failureThreshold: 5, resetTimeoutMs: resetMs };
  return {
    breaker: (work) => withBreaker(work, options),
    limited: (work) => withBreaker(withTimeLimit(work, limitMs), options),
    limit: (work) => withTimeLimit(work, limitMs),
    retry: (work) => () => withRetry(work, retries),
    retried: (work) => {
      const guarded = withBreaker(work, options);
      return () => withRetry(guarded, retries);
    },
  };
}

function opossumKit({ default: Breaker }: Opossum, { resetMs }: KitOptions): Kit {
  const made: InstanceType<typeof Breaker>[] = [];
  const breaker = (work: Work, timeout: false | number): Work => {
    const one = new Breaker(work, { timeout, resetTimeout: resetMs, volumeThreshold: 5 });
    made.push(one);
    return () => one.fire();
  };
  return {
    breaker: (work) => breaker(work, false),
    limited: (work) => breaker(work, limitMs),
    end: () => {
      for (const one of made) one.shutdown();
    },
  };
}

function cockatielKit(cockatiel: Cockatiel, { resetMs }: KitOptions): Kit {
  const { circuitBreaker, ConsecutiveBreaker, handleAll, retry, timeout, wrap } = cockatiel;
  const breaker = () =>
    circuitBreaker(handleAll, { halfOpenAfter: resetMs, breaker: new ConsecutiveBreaker(5) });
  const backoff = new cockatiel.ConstantBackoff(1000);
  const tries = () => retry(handleAll, { maxAttempts: 3, backoff });
  const limit = () => timeout(limitMs, cockatiel.TimeoutStrategy.Aggressive);
  const behind = (policy: { execute(work: Work): Promise<unknown> }) => (work: Work) => () =>
    policy.execute(work);
  return {
    breaker: (work) => behind(breaker())(work),
    limited: (work) => behind(wrap(breaker(), limit()))(work),
    limit: (work) => behind(limit())(work),
    retry: (work) => behind(tries())(work),
    retried: (work) => behind(wrap(tries(), breaker()))(work),
  };
}

/** What one writes without a library: a timer for each call. */
function raced(work: Work): Work {
  return () =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('late')), limitMs);
      work()
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
}
