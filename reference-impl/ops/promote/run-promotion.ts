import { randomUUID } from 'node:crypto';
import type { LineFile } from '../../durable/line-file.ts';
import { askReady } from '../await-ready.ts';
import { readMaintenance } from '../maintenance-file.ts';
import { OpsError } from '../ops-error.ts';
import { describeProbe, probeCore } from '../probe-core.ts';
import type { HandStack } from '../stack.ts';
import { currentVersion } from '../versions/current-version.ts';
import {
  foldPromotion,
  openJournal,
  type Promotion,
  type PromotionRecord,
  readPromotion,
} from './promotion-journal.ts';
import { promotionSteps, targetOf } from './promotion-steps.ts';

/** How a promotion is told while it goes on. */
type Tell = (line: string) => void;

/**
 * Makes the candidate's version live, or finishes what a crash cut off: the journal says which
 * steps are done, and each step can be repeated. Nothing happens when both sides run the same.
 */
export async function promote(stack: HandStack, tell: Tell): Promise<void> {
  const last = await readPromotion(stack.folder);
  if (last?.isOpen === true) {
    tell(`going on with promotion ${last.id} to ${targetOf(last)}`);
    return inJournal(stack, (journal) => carryOn(stack, { journal, tell, promotion: last }));
  }
  const begun = await prepare(stack);
  if (begun === undefined) return tell('nothing to promote: both sides run the same version');
  await inJournal(stack, async (journal) => {
    await journal.append([begun]);
    // The fold of one `begun` record is a promotion.
    const promotion = foldPromotion([begun]) as Promotion;
    tell(`promotion ${begun.id}: live goes from ${begun.from} to ${begun.to}`);
    await carryOn(stack, { journal, tell, promotion });
  });
}

/** Takes an unfinished promotion back: live runs again what it ran before. */
export async function turnBack(stack: HandStack, tell: Tell): Promise<void> {
  const last = await readPromotion(stack.folder);
  if (last?.isOpen !== true) throw new OpsError('no promotion is unfinished');
  await inJournal(stack, async (journal) => {
    const { id } = last;
    if (!last.isTurned) await journal.append([record({ type: 'turned', id })]);
    const promotion = { ...last, isTurned: true };
    tell(`taking promotion ${id} back to ${targetOf(promotion)}`);
    await carryOn(stack, { journal, tell, promotion });
  });
}

/** Looks before anything changes; undefined when there is nothing to do. */
async function prepare(stack: HandStack): Promise<Begun | undefined> {
  const from = await currentVersion(stack.folder, 'live');
  const to = await currentVersion(stack.folder, 'candidate');
  if (from === undefined || to === undefined) {
    throw new OpsError('no version is installed; `npm run ha -- start` first', 3);
  }
  if (from === to) return undefined;
  for (const role of ['core', 'core-candidate', 'mcp', 'mcp-candidate']) {
    const ready = await askReady(stack.urlOf(role));
    if (ready.kind === 'ready') continue;
    throw new OpsError(`not begun: ${role} cannot work: ${ready.reason}`);
  }
  const probe = await probeCore(stack, 'core-candidate');
  if (probe.kind !== 'works') throw new OpsError(`not begun: ${describeProbe(probe)}`);
  const maintenanceWasOn = (await readMaintenance(stack.folder)).on;
  const id = randomUUID().slice(0, 8);
  return { type: 'begun', id, from, to, maintenanceWasOn, atMs: Date.now() };
}

type Begun = Extract<PromotionRecord, { type: 'begun' }>;

interface Course {
  readonly journal: LineFile;
  readonly tell: Tell;
  readonly promotion: Promotion;
}

async function carryOn(stack: HandStack, { journal, tell, promotion }: Course): Promise<void> {
  const { id, isTurned, done } = promotion;
  const steps = promotionSteps.filter((step) => step.whenTurned || !isTurned);
  for (const [index, { name, repeat, run }] of steps.entries()) {
    const number = `${index + 1}/${steps.length}`;
    if (repeat === 'once' && done.has(name)) {
      tell(`${number} ${name}: done before`);
      continue;
    }
    await journal.append([record({ type: 'stepBegun', id, step: name })]);
    tell(`${number} ${name} …`);
    const note = await run(stack, promotion).catch((error: unknown) => {
      throw stoppedAt(name, error);
    });
    await journal.append([record({ type: 'stepDone', id, step: name, note })]);
    tell(`${number} ${name}: ${note}`);
  }
  await journal.append([record({ type: 'finished', id })]);
  tell(`live runs ${targetOf(promotion)}`);
}

function stoppedAt(step: string, error: unknown): OpsError {
  const reason = error instanceof Error ? error.message : String(error);
  return new OpsError(
    `stopped at "${step}": ${reason}\n` +
      '`npm run ha -- promote` goes on from here, `npm run ha -- promote --abort` goes back',
  );
}

async function inJournal(stack: HandStack, act: (journal: LineFile) => Promise<void>) {
  const journal = await openJournal(stack.folder);
  await act(journal).finally(() => journal.close());
}

type Undated = PromotionRecord extends infer R
  ? R extends unknown
    ? Omit<R, 'atMs'>
    : never
  : never;

/** Dates a record. The cast is safe: every record is its other fields and the time. */
function record(undated: Undated): PromotionRecord {
  return { ...undated, atMs: Date.now() } as PromotionRecord;
}
