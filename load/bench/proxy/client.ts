import { type Measurement, measure } from './measure.ts';

/** What the bench asks of its client process. */
export interface ClientTask {
  readonly measurement: Measurement;
  readonly durationMs: number;
}

/** The load comes from a process of its own, so that it does not share the proxy's event loop. */
function main(): void {
  process.on('message', async ({ measurement, durationMs }: ClientTask) => {
    process.send?.(await measure(measurement, durationMs));
  });
}

if (import.meta.main) main();
