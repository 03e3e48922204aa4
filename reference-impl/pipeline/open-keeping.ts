import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Log } from '../logging/create-logger.ts';
import { readSettingsFile } from '../resilience/settings/settings-file.ts';
import { openSaver, readCheckpointSettings } from '../savers/checkpoint-settings.ts';
import type { Environment } from '../settings/read-settings.ts';
import type { IdeaKeeping } from './idea.ts';
import type { PipelineSettings } from './pipeline-settings.ts';

/** Opens where ideas are kept (U8); without a path of its own that is the pipeline's data folder. */
export function openKeeping(settings: PipelineSettings, env: Environment, log: Log): IdeaKeeping {
  const { checkpointing } = readSettingsFile(settings.SETTINGS_FILE);
  const file = { path: join(settings.DATA_DIR, 'checkpoints.db') };
  const section = Object.assign(file, checkpointing);
  const kept = readCheckpointSettings(env, section);
  if (kept.backend === 'sqlite') mkdirSync(dirname(kept.path), { recursive: true });
  const { autoCheckpoint, intervalMs } = kept;
  return { saver: openSaver(kept), autoCheckpoint, intervalMs, log };
}
