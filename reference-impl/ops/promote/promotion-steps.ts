import { gracefulCheckpoint } from '../../checkpoint/graceful-checkpoint.ts';
import { askReady } from '../await-ready.ts';
import { checkpointLimitMs } from '../commands/checkpoint-command.ts';
import { renderFindings } from '../doctor/render-findings.ts';
import { runDoctor } from '../doctor/run-doctor.ts';
import { clearMaintenance, setMaintenance } from '../maintenance-file.ts';
import { OpsError } from '../ops-error.ts';
import { processStateOf } from '../processes/pid-file.ts';
import { describeSync, syncSessions } from '../session-sync.ts';
import type { HandStack } from '../stack.ts';
import { startServices } from '../start-services.ts';
import { stopServices } from '../stop-services.ts';
import { currentVersion, switchVersion } from '../versions/current-version.ts';
import { isWhole } from '../versions/install-version.ts';
import type { Promotion } from './promotion-journal.ts';

/** One step of a promotion; each may be repeated after a crash in the middle of it. */
export interface PromotionStep {
  readonly name: string;
  /** Whether a step that is done already is looked at again: then it does what is missing. */
  readonly repeat: 'once' | 'always';
  /** Whether going back has this step too. */
  readonly whenTurned: boolean;
  readonly run: (stack: HandStack, promotion: Promotion) => Promise<string>;
}

const waitMs = 60_000;

/** The steps of G25, in order. State never moves: each side keeps its own folder. */
export const promotionSteps: readonly PromotionStep[] = [
  {
    name: 'maintenance on',
    repeat: 'always',
    whenTurned: true,
    run: async ({ folder }, { id }) => {
      await setMaintenance(folder, `promotion ${id}`);
      return 'failover, session sync and the judging of the candidate pause';
    },
  },
  {
    name: 'checkpoint',
    repeat: 'once',
    whenTurned: false,
    run: async (stack) => {
      const { ok, message } = await gracefulCheckpoint(stack.urlOf('core'), checkpointLimitMs);
      if (!ok) throw new OpsError(message);
      return message;
    },
  },
  {
    name: 'sync',
    repeat: 'once',
    whenTurned: false,
    run: async (stack) => describeSync(await syncSessions(stack, 'full')),
  },
  { name: 'deploy', repeat: 'always', whenTurned: true, run: deploy },
  { name: 'restart live', repeat: 'always', whenTurned: true, run: restartLive },
  { name: 'doctor', repeat: 'always', whenTurned: false, run: consultDoctor },
  {
    name: 'maintenance off',
    repeat: 'always',
    whenTurned: true,
    run: async ({ folder }, { maintenanceWasOn }) => {
      if (maintenanceWasOn) return 'left on: it was on before this promotion';
      await clearMaintenance(folder);
      return 'failover is on again';
    },
  },
];

/** The version that a promotion leads to. */
export const targetOf = ({ isTurned, from, to }: Promotion): string => (isTurned ? from : to);

async function deploy({ folder }: HandStack, promotion: Promotion): Promise<string> {
  const version = targetOf(promotion);
  if (!(await isWhole(folder, version))) {
    throw new OpsError(`version ${version} is damaged or gone; \`npm run ha -- deploy\` again`);
  }
  await switchVersion(folder, 'live', version);
  return `live is to run ${version}`;
}

async function restartLive(stack: HandStack): Promise<string> {
  const { folder } = stack;
  const version = await currentVersion(folder, 'live');
  const pair = stack.services.filter(({ side }) => side === 'live');
  const names = pair.map(({ role }) => role).join(', ');
  const asIs = await Promise.all(
    pair.map(async ({ role }) => {
      const state = processStateOf(folder, role);
      if (state.kind !== 'running' || state.process.version !== version) return false;
      return (await askReady(stack.urlOf(role))).kind === 'ready';
    }),
  );
  if (asIs.every(Boolean)) return `${names} run ${version} already`;
  await stopServices(stack, pair);
  await startServices(stack, pair, waitMs);
  return `${names} run ${version}`;
}

async function consultDoctor(stack: HandStack): Promise<string> {
  const { findings, summary } = await runDoctor(stack);
  const failures = findings.filter(({ status }) => status === 'fail');
  if (failures.length === 0) return summary;
  throw new OpsError(`the doctor is not content:\n${renderFindings(failures)}\n${summary}`);
}
