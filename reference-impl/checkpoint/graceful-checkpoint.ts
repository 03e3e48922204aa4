import { z } from 'zod';
import { durationMs, httpUrl } from '../settings/fields.ts';
import { readSettingsOrExit } from '../settings/read-settings-or-exit.ts';

const partSchema = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), reason: z.string() }),
]);
const answerSchema = z.object({ cognitive: partSchema, journal: partSchema });

/** What came of asking a core for a checkpoint, in words for people. */
export interface GracefulResult {
  readonly ok: boolean;
  readonly message: string;
}

/**
 * Asks a core for a checkpoint before it is stopped (G23). It never throws: a core that is down
 * has nothing to say any more, and whoever stops it goes on.
 */
export async function gracefulCheckpoint(
  coreUrl: string,
  timeoutMs: number,
): Promise<GracefulResult> {
  try {
    const answer = await fetch(new URL('/cognition/checkpoint', coreUrl), {
      method: 'POST',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!answer.ok) return { ok: false, message: `core answered ${answer.status}: no checkpoint` };
    return describe(answerSchema.parse(await answer.json()));
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      return { ok: false, message: `core did not answer within ${timeoutMs} ms: no checkpoint` };
    }
    const reason = error instanceof Error ? String(error.cause ?? error.message) : String(error);
    return { ok: false, message: `core cannot be reached, so there is no checkpoint: ${reason}` };
  }
}

function describe(answer: z.infer<typeof answerSchema>): GracefulResult {
  const parts = Object.entries(answer).map(([part, result]) =>
    result.ok ? `${part} written` : `${part} not written: ${result.reason}`,
  );
  return { ok: answer.cognitive.ok && answer.journal.ok, message: parts.join('; ') };
}

/** Runs the command: prints the result, exits with 0 when both parts are written, else with 1. */
export default async function main(): Promise<void> {
  const settings = readSettingsOrExit({
    CORE_ENDPOINT: httpUrl(),
    GRACEFUL_CHECKPOINT_TIMEOUT_MS: durationMs(15_000),
  });
  const { CORE_ENDPOINT, GRACEFUL_CHECKPOINT_TIMEOUT_MS } = settings;
  const { ok, message } = await gracefulCheckpoint(CORE_ENDPOINT, GRACEFUL_CHECKPOINT_TIMEOUT_MS);
  process.stdout.write(`${message}\n`);
  process.exitCode = ok ? 0 : 1;
}

if (import.meta.main) await main();
