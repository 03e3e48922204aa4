import { z } from 'zod';
import type { Json } from '../savers/checkpoint-saver.ts';
import { SaverError } from '../savers/saver-error.ts';

const version = 1;

const partSchema = z.object({
  name: z.string(),
  text: z.string(),
  model: z.string().nullable(),
  degraded: z.boolean(),
});

const milestoneSchema = z.object({
  title: z.string(),
  mark: z.enum(['open', 'perfect', 'partial success', 'degraded']),
  issues: z.array(z.int()),
  review: z.string().nullable(),
});

const stateSchema = z.object({
  version: z.literal(version),
  sessionId: z.string(),
  ideaId: z.string(),
  text: z.string(),
  phase: z.enum(['planning', 'coding', 'reviewing', 'done', 'failed']),
  /** From 1; 0 before there is a plan. */
  currentMilestone: z.int().min(0),
  milestones: z.array(milestoneSchema),
  /** The try at the current milestone, from 1. */
  round: z.int().min(1),
  /** What the coders of this round have done. */
  parts: z.array(partSchema),
  degraded: z.boolean(),
  emergency_shutdown: z.boolean(),
  shutdown_at: z.string().nullable(),
  interrupt_reason: z.string().nullable(),
  can_resume: z.boolean(),
  failure: z.string().nullable(),
});

/** What one coder has done, kept until its milestone is acknowledged. */
export type CodedPart = Readonly<z.infer<typeof partSchema>>;

/** A milestone of a plan, and how it ended. */
export type Milestone = Readonly<z.infer<typeof milestoneSchema>>;

/** All that is known of an idea, as it is saved (F7). */
export type IdeaState = Readonly<z.infer<typeof stateSchema>>;

/** The state of an idea that was just handed in. */
export function newIdea(ideaId: string, text: string, sessionId: string): IdeaState {
  return {
    ...{ version, sessionId, ideaId, text },
    ...{ phase: 'planning', currentMilestone: 0, milestones: [], round: 1, parts: [] },
    ...{ degraded: false, emergency_shutdown: false, shutdown_at: null, interrupt_reason: null },
    ...{ can_resume: true, failure: null },
  };
}

/** Reads a saved state back; throws `SaverError` when it is none, or of a newer program. */
export function readIdeaState(saved: Json): IdeaState {
  const newer = z.looseObject({ version: z.int().min(version + 1) }).safeParse(saved);
  if (newer.success) {
    const message =
      `the checkpoint holds an idea of version ${newer.data.version}, this program knows ` +
      `${version}; resume it with the program that wrote it`;
    throw new SaverError('unreadable', message);
  }
  const read = stateSchema.safeParse(saved);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = issue?.path.join('.') || 'the whole of it';
  const message = `the checkpoint holds no idea: ${field}: ${issue?.message}`;
  throw new SaverError('unreadable', message, { cause: read.error });
}
