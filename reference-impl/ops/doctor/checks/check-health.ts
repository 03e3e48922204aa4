import { z } from 'zod';
import { askService } from '../../ask-service.ts';
import { processStateOf } from '../../processes/pid-file.ts';
import type { HandStack } from '../../stack.ts';
import { type Finding, findingsOf } from '../finding.ts';

const { pass, warn, fail } = findingsOf('health');

const healthSchema = z.object({
  reasons: z.array(z.string()).default([]),
  dependencies: z.record(z.string(), z.unknown()).default({}),
});
const dependencySchema = z.object({ state: z.literal('failing'), reason: z.string().default('') });

/** What each running service says of itself; what it says of others is told apart (H3). */
export async function checkHealth(stack: HandStack): Promise<readonly Finding[]> {
  const running = stack.services.filter(
    ({ role }) => processStateOf(stack.folder, role).kind === 'running',
  );
  const findings = await Promise.all(running.map(({ role }) => look(role, stack.urlOf(role))));
  return findings.flat();
}

async function look(role: string, url: string): Promise<readonly Finding[]> {
  const live = await askService(`${url}/live`);
  if (live.kind === 'silent') return [fail(role, `does not say that it lives: ${live.reason}`)];
  if (live.status !== 200) return [fail(role, `/live answered ${live.status}`)];
  const health = await askService(`${url}/health`);
  if (health.kind === 'silent') return [fail(role, `/health: ${health.reason}`)];
  const parsed = healthSchema.safeParse(health.body);
  const { reasons, dependencies } = parsed.success ? parsed.data : healthSchema.parse({});
  const failing = Object.entries(dependencies).flatMap(([name, state]) => {
    const trouble = dependencySchema.safeParse(state);
    return trouble.success ? [`${name}: ${trouble.data.reason}`] : [];
  });
  if (health.status !== 200) {
    return [fail(role, `lives, but cannot work: ${reasons.join('; ') || health.status}`)];
  }
  if (failing.length === 0) return [pass(role, 'healthy')];
  return [warn(role, `healthy; its last calls to others failed: ${failing.join('; ')}`)];
}
