import { messageOf } from '../resilience/errors/error-response.ts';
import { runService } from '../serving/run-service.ts';
import type { BuiltPipeline } from './build-pipeline.ts';
import type { PipelineSettings } from './pipeline-settings.ts';

/**
 * Runs a pipeline as the whole of its process: a signal ends it in order with 0, an error that nobody
 * caught with 1, both through the emergency shutdown and never later than the forced exit (F6).
 */
export async function runPipeline(built: BuiltPipeline, settings: PipelineSettings): Promise<void> {
  const { server, gate, log, emergency, endNow } = built;
  let signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM';
  process.on('SIGINT', () => {
    signal = 'SIGINT';
  });
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error: unknown) => endNow({ kind, detail: messageOf(error) }));
  }
  await runService({
    ...{ server, gate, log, host: settings.HOST, port: settings.PORT },
    forcedExitMs: settings.FORCED_EXIT_MS,
    checkpoint: () => emergency.run({ kind: 'signal', detail: signal }),
    stop: built.stop,
  });
  built.begin();
}
