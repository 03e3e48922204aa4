import { lockStateOf } from '../../command-lock.ts';
import { describeAge } from '../../describe-age.ts';
import { clearMaintenance, readMaintenance } from '../../maintenance-file.ts';
import { type Promotion, readPromotion } from '../../promote/promotion-journal.ts';
import type { HandStack } from '../../stack.ts';
import { type Finding, findingsOf } from '../finding.ts';

const { pass, warn } = findingsOf('maintenance');

const staleAfterMs = 24 * 3_600_000;

/** Whether maintenance is on, and whether somebody may have forgotten it. */
export async function checkMaintenance({ folder }: HandStack): Promise<readonly Finding[]> {
  const state = await readMaintenance(folder);
  const promotion = await readPromotion(folder);
  const isAtWork = (await lockStateOf(folder)).kind === 'held';
  const unfinished = promotion?.isOpen === true && !isAtWork ? [cutOff(promotion)] : [];
  if (!state.on) return [pass('flag', 'off'), ...unfinished];
  const ageMs = Date.now() - state.sinceMs;
  const message = `on for ${describeAge(ageMs)}, by ${state.by}: no failover, no session sync`;
  if (promotion?.isOpen === true && state.by === `promotion ${promotion.id}`) {
    return [warn('flag', message), ...unfinished];
  }
  const isOver = /^promotion /.test(state.by);
  if (!isOver && ageMs < staleAfterMs) return [warn('flag', message), ...unfinished];
  const about = 'switched maintenance off';
  const repair = { about, asks: true, apply: () => clearMaintenance(folder) };
  const why = isOver ? 'that promotion is over' : 'forgotten?';
  return [warn('flag', `${message}; stale: ${why}`, repair), ...unfinished];
}

function cutOff({ id }: Promotion): Finding {
  return warn(
    'promotion',
    `promotion ${id} was cut off; \`npm run ha -- promote\` finishes it, --abort takes it back`,
  );
}
