import { Breaker } from './breaker.ts';
import { BreakerOpen } from './breaker-open.ts';
import { type BreakerOptions, type BreakerState, settleBreakerRules } from './breaker-rules.ts';

/** How the breakers of agents decide; the defaults are 5 failures, 60 s and 3 probes (U3). */
export interface AgentBreakerOptions
  extends Pick<BreakerOptions, 'failureThreshold' | 'isFailure' | 'needsHuman' | 'now'> {
  readonly recoveryTimeoutMs?: number;
  readonly halfOpenMaxCalls?: number;
  readonly monitoringPeriodMs?: number;
  /** How long a call waits for a place or for a probe's result; see `BreakerOptions`. */
  readonly waitMs?: number;
  /** Agents whose breakers are open at once that close their cluster to all; 5, at least 2. */
  readonly clusterThreshold?: number;
  /** False: every call is made, and nothing is counted (`CIRCUIT_BREAKER_ENABLED`). */
  readonly enabled?: boolean;
  readonly onChange?: (change: AgentBreakerChange) => void;
}

/** That the breaker of an agent has changed. */
export interface AgentBreakerChange {
  readonly agent: string;
  readonly cluster: string | undefined;
  readonly from: BreakerState;
  readonly to: BreakerState;
}

/** How the breaker of one agent stands. */
export interface AgentBreakerStatus {
  readonly agent: string;
  readonly cluster: string | undefined;
  readonly status: string;
  /** True when only `reset` can close it. */
  readonly held: boolean;
}

/** Breakers of agents, each on its own, and of the clusters that they form. */
export interface AgentBreakers {
  /** Makes a call on behalf of an agent; rejects with `BreakerOpen` when it or its cluster is shut. */
  call<T>(who: AgentName, fn: () => Promise<T>): Promise<T>;
  status(): readonly AgentBreakerStatus[];
  /** `CLOSED`, `MONITORING (2/5)` with two agents open, or `OPEN`. */
  clusterStatus(cluster: string): string;
  /** Somebody says that an agent is well again. */
  reset(agent: string): void;
  /** Lets go of an agent that is no more. */
  forget(agent: string): void;
}

/** An agent, and the cluster that it belongs to. */
export interface AgentName {
  readonly agent: string;
  readonly cluster?: string;
}

interface Member {
  readonly breaker: Breaker;
  cluster: string | undefined;
}

/**
 * Creates the breakers. An agent's failures open only its own breaker. A cluster is open while so
 * many of its agents are open at the same time; then its other agents are blocked too, at most for
 * the recovery time, because an agent that may be probed again no longer counts.
 */
export function createAgentBreakers(options: AgentBreakerOptions = {}): AgentBreakers {
  const { clusterThreshold = 5, enabled = true } = options;
  if (!Number.isInteger(clusterThreshold) || clusterThreshold < 2) {
    throw new RangeError(
      `clusterThreshold is ${clusterThreshold}; allowed: a whole number from 2, because one ` +
        'failing agent must never stop another',
    );
  }
  const members = new Map<string, Member>();
  /** Per cluster the agents whose breakers have opened and may still be. */
  const suspects = new Map<string, Set<Member>>();

  const openIn = (cluster: string): number => {
    let open = 0;
    for (const member of suspects.get(cluster) ?? []) {
      if (member.breaker.state() === 'open') open += 1;
      else suspects.get(cluster)?.delete(member);
    }
    return open;
  };
  const add = (agent: string): Member => {
    const breaker = new Breaker(
      rulesOf(options, (from, to) => {
        const { cluster } = member;
        if (to === 'open' && cluster !== undefined) suspect(suspects, cluster, member);
        options.onChange?.({ agent, cluster, from, to });
      }),
    );
    const member: Member = { breaker, cluster: undefined };
    members.set(agent, member);
    return member;
  };

  return {
    async call({ agent, cluster }, fn) {
      if (!enabled) return fn();
      const member = members.get(agent) ?? add(agent);
      move(suspects, member, cluster);
      const { breaker } = member;
      // Who waits to be probed is let through: only a probe can show that the cluster is back.
      const blocked = cluster !== undefined && openIn(cluster) >= clusterThreshold;
      if (blocked && breaker.state() === 'closed') throw new BreakerOpen('OPEN (cluster)');
      const permit = breaker.request() ?? (await breaker.admit());
      try {
        const result = await fn();
        breaker.succeeded(permit);
        return result;
      } catch (error) {
        breaker.failed(permit, error);
        throw error;
      }
    },
    status: () =>
      [...members].map(([agent, { breaker, cluster }]) => ({
        ...{ agent, cluster, status: breaker.status(), held: breaker.held() },
      })),
    clusterStatus(cluster) {
      const open = openIn(cluster);
      if (open >= clusterThreshold) return 'OPEN';
      return open === 0 ? 'CLOSED' : `MONITORING (${open}/${clusterThreshold})`;
    },
    reset: (agent) => members.get(agent)?.breaker.reset(),
    forget(agent) {
      const member = members.get(agent);
      if (member !== undefined) move(suspects, member, undefined);
      members.delete(agent);
    },
  };
}

type Suspects = Map<string, Set<Member>>;

function suspect(suspects: Suspects, cluster: string, member: Member): void {
  const known = suspects.get(cluster) ?? new Set();
  suspects.set(cluster, known.add(member));
}

/** An agent takes its open breaker with it to another cluster. */
function move(suspects: Suspects, member: Member, cluster: string | undefined): void {
  if (member.cluster === cluster) return;
  if (member.cluster !== undefined) suspects.get(member.cluster)?.delete(member);
  member.cluster = cluster;
  if (cluster !== undefined && member.breaker.state() === 'open') {
    suspect(suspects, cluster, member);
  }
}

function rulesOf(
  options: AgentBreakerOptions,
  onChange: (from: BreakerState, to: BreakerState) => void,
) {
  const { waitMs, monitoringPeriodMs, isFailure, needsHuman, now } = options;
  return settleBreakerRules({
    failureThreshold: options.failureThreshold ?? 5,
    resetTimeoutMs: options.recoveryTimeoutMs ?? 60_000,
    halfOpenProbes: options.halfOpenMaxCalls ?? 3,
    ...(monitoringPeriodMs !== undefined && { monitoringPeriodMs }),
    ...(waitMs !== undefined && { floodWaitMs: waitMs, probeWaitMs: waitMs }),
    ...(isFailure && { isFailure }),
    ...(needsHuman && { needsHuman }),
    ...(now && { now }),
    onChange,
  });
}
