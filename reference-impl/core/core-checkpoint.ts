import { type CheckpointResult, createCheckpointer } from '../checkpoint/create-checkpointer.ts';
import type { ModelProvider } from '../inference/completion.ts';
import type { Log } from '../logging/create-logger.ts';
import type { CoreSettings } from './core-settings.ts';

/** What a checkpoint of a core tells of its memory. */
export interface CoreMemory {
  readonly processed: () => number;
  /** Asked for a summary when `CHECKPOINT_SINK_ENDPOINT` is set; undefined when it is not. */
  readonly summariser: ModelProvider | undefined;
}

/** Creates the checkpoint of a core. */
export function createCoreCheckpoint(
  settings: CoreSettings,
  memory: CoreMemory,
  log: Log,
): () => Promise<CheckpointResult> {
  return createCheckpointer({
    folder: settings.STATE_DIR,
    role: settings.ROLE,
    timeoutMs: settings.CHECKPOINT_TIMEOUT_MS,
    delayMs: settings.CHECKPOINT_DELAY_MS,
    log,
    describe: async (signal) => {
      const facts = [
        '# Cognitive checkpoint',
        '',
        `- service: ${settings.SERVICE_NAME}`,
        `- written: ${new Date().toISOString()}`,
        `- packets processed in this life: ${memory.processed()}`,
      ];
      if (memory.summariser === undefined) return facts.join('\n');
      const prompt = `Summarise for your next life:\n${facts.join('\n')}`;
      const key = `checkpoint-${settings.SERVICE_NAME}-${Date.now()}`;
      const summary = await memory.summariser.complete({ prompt, key, signal });
      return [...facts, '', '## Summary', '', summary.text].join('\n');
    },
  });
}
