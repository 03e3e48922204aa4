import { messageOf } from '../errors/error-response.ts';
import { type PartialRuling, rulePartialSuccess } from './rule-partial-success.ts';

/** A part that a batch has lost, with what its agent failed on. */
export interface FailedPart<Part> {
  readonly part: Part;
  readonly error: unknown;
}

/** A part that is done, with what came of it. */
export interface DonePart<Part, Result> {
  readonly part: Part;
  readonly result: Result;
}

/** What the ruling on a batch does to the world; all of it is given by who runs the batch. */
export interface PartialEffects<Part, Result, Issue> {
  commit(done: readonly DonePart<Part, Result>[]): Promise<void>;
  openIssue(failed: FailedPart<Part>): Promise<Issue>;
  markMilestone(mark: 'partial success'): Promise<void>;
  assignIssue(issue: Issue): Promise<void>;
  rollBack(done: readonly DonePart<Part, Result>[]): Promise<void>;
}

/** A batch of parts that agents work on in parallel. */
export interface PartsToRun<Part, Result, Issue> {
  readonly parts: readonly Part[];
  readonly run: (part: Part, round: number) => Promise<Result>;
  readonly effects: PartialEffects<Part, Result, Issue>;
  /** 0.5 when left out. */
  readonly minSuccessRate?: number;
  /** How often a rejected batch is rolled back and run again; 1 when left out. */
  readonly maxRetries?: number;
  readonly onRuling?: (ruling: PartialRuling, round: number) => void;
}

/** How a batch ended. */
export interface BatchEnd<Part, Result, Issue> {
  /** False when it was rejected to the last. */
  readonly continues: boolean;
  readonly ruling: PartialRuling;
  readonly rounds: number;
  readonly done: readonly DonePart<Part, Result>[];
  readonly failed: readonly FailedPart<Part>[];
  readonly issues: readonly Issue[];
  /** What was to follow a partial success and could not be done; the work is committed anyway. */
  readonly notDone: readonly string[];
}

/** Runs all parts at once and does what the ruling asks for (F5). */
export async function runParts<Part, Result, Issue>(
  batch: PartsToRun<Part, Result, Issue>,
): Promise<BatchEnd<Part, Result, Issue>> {
  const { maxRetries = 1, effects, minSuccessRate } = batch;
  for (let round = 1; ; round += 1) {
    const { done, failed } = await runAll(batch, round);
    const ruling = rulePartialSuccess(done.length, batch.parts.length, minSuccessRate);
    batch.onRuling?.(ruling, round);
    const end = { ruling, rounds: round, done, failed, issues: [], notDone: [] };
    if (ruling.decision === 'rejected') {
      await effects.rollBack(done);
      if (round > maxRetries) return { ...end, continues: false };
      continue;
    }
    await effects.commit(done);
    if (ruling.decision === 'perfect') return { ...end, continues: true };
    return { ...end, ...(await followUp(effects, failed)), continues: true };
  }
}

async function runAll<Part, Result, Issue>(
  { parts, run }: PartsToRun<Part, Result, Issue>,
  round: number,
) {
  const done: DonePart<Part, Result>[] = [];
  const failed: FailedPart<Part>[] = [];
  const settled = await Promise.allSettled(parts.map(async (part) => run(part, round)));
  for (const [index, outcome] of settled.entries()) {
    const part = parts[index] as Part; // allSettled keeps the length and the order
    if (outcome.status === 'fulfilled') done.push({ part, result: outcome.value });
    else failed.push({ part, error: outcome.reason });
  }
  return { done, failed };
}

/** The order is that of F5. A tracker that is down keeps the committed work from nothing. */
async function followUp<Part, Result, Issue>(
  effects: PartialEffects<Part, Result, Issue>,
  failed: readonly FailedPart<Part>[],
): Promise<{ issues: readonly Issue[]; notDone: readonly string[] }> {
  const issues: Issue[] = [];
  const notDone: string[] = [];
  const attempt = async (what: string, act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      notDone.push(`${what}: ${messageOf(error)}`);
    }
  };
  for (const one of failed) {
    await attempt('create an issue', async () => void issues.push(await effects.openIssue(one)));
  }
  await attempt('mark the milestone', () => effects.markMilestone('partial success'));
  for (const issue of issues) {
    await attempt('assign the issue', () => effects.assignIssue(issue));
  }
  return { issues, notDone };
}
