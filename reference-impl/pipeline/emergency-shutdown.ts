import type { Log } from '../logging/create-logger.ts';
import { messageOf } from '../resilience/errors/error-response.ts';

/** Why the pipeline has to end now. */
export interface EmergencyReason {
  readonly kind:
    | 'signal'
    | 'uncaughtException'
    | 'unhandledRejection'
    | 'timeLimit'
    | 'memory'
    | 'disk';
  readonly detail: string;
}

/** What the emergency shutdown has to do; all of it is given. */
export interface EmergencyParts {
  /** No new work from now on. */
  shut(): void;
  /** Stops the work and saves where it stands; resolves to the ideas that can be resumed. */
  save(reason: string): Promise<readonly string[]>;
  /** Opens a recovery issue, or keeps it; must not be waited for for ever. */
  openIssue(reason: string, ideas: readonly string[]): Promise<void>;
  readonly saveLimitMs: number;
  readonly issueLimitMs: number;
  readonly log: Log;
}

/** The emergency shutdown of a program: once begun it goes on to its end, whoever asks again. */
export interface EmergencyShutdown {
  /** Resolves to the exit code: 0 when it was asked for, 1 after a fault (F6). */
  run(reason: EmergencyReason): Promise<0 | 1>;
}

/**
 * Creates the emergency shutdown (F6), in this order: log the reason, save a checkpoint, open a
 * recovery issue, log how to resume. A step that fails is logged and keeps none of the others.
 */
export function createEmergencyShutdown(parts: EmergencyParts): EmergencyShutdown {
  let running: Promise<0 | 1> | undefined;
  return {
    run(reason) {
      running ??= shutDown(parts, reason);
      return running;
    },
  };
}

async function shutDown(parts: EmergencyParts, reason: EmergencyReason): Promise<0 | 1> {
  const { log } = parts;
  const code = reason.kind === 'signal' ? 0 : 1;
  const why = `${reason.kind}: ${reason.detail}`;
  log.error({ event: 'emergency', phase: 'begun', kind: reason.kind, reason: why }, why);
  parts.shut();
  const ideas = await save(parts, why);
  await openIssue(parts, why, ideas);
  const command = ideas.map((id) => `RESUME=true IDEA_ID=${id}`);
  const how = command.length === 0 ? 'nothing to resume' : `resume with: ${command.join('; ')}`;
  log.info({ event: 'emergency', phase: 'resumeWith', command }, how);
  log.info({ event: 'emergency', phase: 'ended', code }, `the pipeline ends with ${code}`);
  return code;
}

async function save(parts: EmergencyParts, why: string): Promise<readonly string[]> {
  const { log, saveLimitMs } = parts;
  const fields = { event: 'checkpoint', part: 'pipeline' };
  try {
    const ideas = await within(saveLimitMs, parts.save(why));
    log.info({ ...fields, ok: true, ideas }, 'the state is saved');
    return ideas;
  } catch (error) {
    const reason = messageOf(error);
    log.error({ ...fields, ok: false, reason }, `the state could not be saved: ${reason}`);
    return [];
  }
}

async function openIssue(
  parts: EmergencyParts,
  why: string,
  ideas: readonly string[],
): Promise<void> {
  try {
    await within(parts.issueLimitMs, parts.openIssue(why, ideas));
  } catch (error) {
    const reason = messageOf(error);
    const fields = { event: 'issue', state: 'failed', reason };
    parts.log.error(fields, `no recovery issue by now: ${reason}`);
  }
}

async function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not done within ${limitMs} ms`)), limitMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
