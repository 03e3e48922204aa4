import { createLogger } from '../logging/create-logger.ts';
import { buildPipeline } from '../pipeline/build-pipeline.ts';
import { pipelineShape } from '../pipeline/pipeline-settings.ts';
import { runPipeline } from '../pipeline/run-pipeline.ts';
import { openPatiently } from '../serving/open-patiently.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';
import { SettingsError } from '../settings/settings-error.ts';

/** Runs the pipeline of agents: planner, coders, reviewer. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit(pipelineShape);
  const log = createLogger(settings.SERVICE_NAME, { level: settings.LOG_LEVEL });
  const end = (code: number) => process.exit(code);
  const build = async () => {
    try {
      return await buildPipeline(settings, process.env, { log, end });
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      process.stderr.write(`${error.problems.join('\n')}\n`);
      process.exit(1);
    }
  };
  await runPipeline(await openPatiently('the pipeline', build, { log }), settings);
}

if (import.meta.main) await main();
