import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../durable/sync-folder.ts';
import type { Log } from '../logging/create-logger.ts';
import { countEvents } from '../metrics/count-events.ts';
import { observeFailover } from '../metrics/observe-failover.ts';
import { createTally } from '../metrics/tally.ts';
import { createAbility } from '../readiness/create-ability.ts';
import { folderWritable } from '../readiness/folder-writable.ts';
import { createServer } from '../serving/create-server.ts';
import { addHealthRoutes } from '../serving/health-routes.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import type { Environment } from '../settings/read-settings.ts';
import { createAgents } from './create-agents.ts';
import {
  createEmergencyShutdown,
  type EmergencyReason,
  type EmergencyShutdown,
} from './emergency-shutdown.ts';
import { endByEmergency } from './end-by-emergency.ts';
import { type IdeaDesk, openIdeaDesk } from './idea-desk.ts';
import { type IssueOutbox, openIssueOutbox } from './issue-outbox.ts';
import { openKeeping } from './open-keeping.ts';
import { isOutOfStorage } from './out-of-storage.ts';
import { createPipelineEffects } from './pipeline-effects.ts';
import { addPipelineRoutes } from './pipeline-routes.ts';
import type { PipelineSettings } from './pipeline-settings.ts';
import { runIdea } from './run-idea.ts';
import { createTracker, type Tracker } from './tracker-client.ts';
import { watchLimits } from './watch-limits.ts';

/** A pipeline that is built, but neither listens nor works yet. */
export interface BuiltPipeline {
  readonly server: ReturnType<typeof createServer>;
  readonly gate: ReturnType<typeof createWorkGate>;
  readonly log: Log;
  readonly emergency: EmergencyShutdown;
  /** Ends the process through the emergency shutdown. */
  readonly endNow: (reason: EmergencyReason) => void;
  /** Goes on with what is to be resumed, and begins to watch the limits. */
  begin(): void;
  stop(): Promise<void>;
}

/** Builds the pipeline out of its settings; `end` ends the process after an emergency. */
export async function buildPipeline(
  settings: PipelineSettings,
  env: Environment,
  { log: logger, end }: { readonly log: Log; readonly end: (code: number) => void },
): Promise<BuiltPipeline> {
  const tally = createTally();
  const log = countEvents(logger, tally);
  const { DATA_DIR, SHARED_DIR, SERVICE_NAME: owner } = settings;
  const effectsFolder = join(SHARED_DIR, 'effects');
  const workFolder = join(DATA_DIR, 'work');
  for (const folder of [workFolder, effectsFolder]) await mkdir(folder, { recursive: true });
  await syncFolder(DATA_DIR);
  await syncFolder(SHARED_DIR);
  const agents = createAgents(settings, env, log);
  const keeping = openKeeping(settings, env, log);
  const tracker = trackerOf(settings);
  const outbox = await openIssueOutbox(join(DATA_DIR, 'outbox'), { tracker, log });
  const assignee = settings.TRACKER_ASSIGNEE;
  const effects = createPipelineEffects({
    ...{ workFolder, effectsFolder, owner, outbox, tracker, assignee },
  });
  const stopping = new AbortController();
  let order = 0;
  const nextOrder = () => ++order;
  const ground = {
    ...{ effects, log, nextOrder, signal: stopping.signal, ...agents },
    ...{ coders: settings.CODERS, milestonesMax: settings.MILESTONES_MAX },
    batchRetries: settings.BATCH_RETRIES,
  };
  const desk = await openIdeaDesk({
    ...{ keeping, sessionId: randomUUID(), log },
    work: (idea) => runIdea(ground, idea),
    interrupt: () => stopping.abort(new Error('the pipeline stops')),
    onFailure(error) {
      // What nobody expected goes the way of every uncaught error.
      if (!isOutOfStorage(error)) throw error;
      endNow({ kind: 'disk', detail: String(error) });
    },
  });
  const gate = createWorkGate();
  const emergency = createEmergencyShutdown({
    ...{ shut: gate.shut, issueLimitMs: settings.TRACKER_TIMEOUT_MS, log },
    // As much of the grace as checkpoints may take anywhere in the stack (G22).
    saveLimitMs: (settings.FORCED_EXIT_MS * 15) / 24,
    save: (reason) => desk.interrupt(reason),
    openIssue: (reason, ideas) => openRecoveryIssue({ outbox, assignee }, reason, ideas),
  });
  const endNow = endByEmergency(emergency, { forcedExitMs: settings.FORCED_EXIT_MS, end });
  const server = createServer(gate, tally);
  const checks = [folderWritable(DATA_DIR, owner), folderWritable(effectsFolder, owner)];
  const look = createAbility(checks, { timeoutMs: 1000, log });
  addHealthRoutes(server, gate, look);
  addPipelineRoutes(server, { ...agents, desk, outbox, newId: randomUUID });
  observeFailover(tally, agents.failover.metrics);
  const loops = { settings, desk, outbox, endNow };
  let stopLoops = (): void => undefined;
  return {
    ...{ server, gate, log, emergency, endNow },
    begin() {
      stopLoops = startLoops(loops);
    },
    async stop() {
      stopLoops();
      agents.close();
      tracker?.close();
      await keeping.saver.close();
    },
  };
}

interface Loops {
  readonly settings: PipelineSettings;
  readonly desk: IdeaDesk;
  readonly outbox: IssueOutbox;
  readonly endNow: (reason: EmergencyReason) => void;
}

function startLoops({ settings, desk, outbox, endNow }: Loops): () => void {
  if (settings.RESUME) desk.resume(settings.IDEA_ID);
  const flush = () => void outbox.flush().catch(() => undefined);
  flush();
  const timer = setInterval(flush, settings.OUTBOX_RETRY_MS);
  const limits = {
    folder: settings.DATA_DIR,
    everyMs: settings.RESOURCE_CHECK_MS,
    memoryLimitPercent: settings.MEMORY_LIMIT_PERCENT,
    diskFreeLimitPercent: settings.DISK_FREE_LIMIT_PERCENT,
    runLimitMs: settings.RUN_LIMIT_MS,
    runLimitHeadroomMs: settings.RUN_LIMIT_HEADROOM_MS,
  };
  const unwatch = watchLimits(limits, endNow);
  return () => {
    clearInterval(timer);
    unwatch();
  };
}

function trackerOf(settings: PipelineSettings): Tracker | undefined {
  if (settings.TRACKER_ENDPOINT === '') return undefined;
  return createTracker({
    baseUrl: settings.TRACKER_ENDPOINT,
    token: settings.TRACKER_TOKEN,
    repository: settings.TRACKER_REPOSITORY,
    timeoutMs: settings.TRACKER_TIMEOUT_MS,
  });
}

/** Nothing was interrupted: nobody has anything to recover. */
async function openRecoveryIssue(
  { outbox, assignee }: { readonly outbox: IssueOutbox; readonly assignee: string },
  reason: string,
  ideas: readonly string[],
): Promise<void> {
  if (ideas.length === 0) return;
  const how = ideas.map((id) => `- RESUME=true IDEA_ID=${id}`).join('\n');
  await outbox.open({
    key: `recovery/${new Date().toISOString()}`,
    title: `Recovery: ${ideas.length} ideas were interrupted (${reason})`,
    body: `Reason: ${reason}\n\nResume with:\n${how}`,
    labels: ['pipeline', 'recovery'],
    assignees: [assignee],
  });
}
