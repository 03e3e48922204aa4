import type { Log } from '../logging/create-logger.ts';
import {
  createServiceDegradationManager,
  type PartHealth,
  type ServiceStatus,
} from '../resilience/degradation/service-degradation-manager.ts';

/** What a core knows of what it calls. */
export interface CallHealth {
  /** The status text of each breaker. */
  readonly breakers: Readonly<Record<string, string>>;
  /** The names of the models, the first of the pool first. */
  readonly models: readonly string[];
  /** Whether the last vector did not reach the study. */
  readonly studyFails: boolean;
}

/**
 * Creates the judgement on what a core can still offer (U5). It is told beside its readiness, never
 * part of it: what cores share would be missing on the standby too (H3).
 */
export function createServiceLevel(log: Log): (health: CallHealth) => ServiceStatus {
  const manager = createServiceDegradationManager({
    parts: { prime: 'optional', models: 'essential', tools: 'essential', study: 'optional' },
    features: {
      answer: { needs: ['models', 'tools'], basic: true },
      vectors: { needs: ['study'], basic: false },
    },
    log,
  });
  return ({ breakers, models, studyFails }) => {
    const statusOf = (name: string) => breakers[name] ?? 'CLOSED';
    const [first = 'prime'] = models;
    manager.report('prime', healthOf(statusOf(first)), `${first} is ${statusOf(first)}`);
    const someModel = models.some((name) => statusOf(name) !== 'OPEN');
    manager.report('models', someModel ? 'healthy' : 'unhealthy', 'every model is OPEN');
    manager.report('tools', healthOf(statusOf('mcp')), `mcp is ${statusOf('mcp')}`);
    manager.report('study', studyFails ? 'unhealthy' : 'healthy', 'the study takes no vectors');
    return manager.status();
  };
}

/** A failure that a breaker has counted and borne lessens no service. */
function healthOf(status: string): PartHealth {
  if (status === 'OPEN') return 'unhealthy';
  return status === 'HALF_OPEN' ? 'degraded' : 'healthy';
}
