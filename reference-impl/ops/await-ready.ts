import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { askService } from './ask-service.ts';
import type { ServiceProcess } from './processes/pid-file.ts';
import { isAlive } from './processes/process-identity.ts';
import type { RunFolder } from './run-folder.ts';

/** Whether a service can work, in its own words. */
export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'not ready'; readonly reason: string }
  | { readonly kind: 'ended'; readonly reason: string };

const answerSchema = z.object({ reasons: z.array(z.string()).optional() });
const lookEveryMs = 50;

/** Waits until a service that was just started can work, ends, or the time is up. */
export async function awaitReady(
  folder: RunFolder,
  process: ServiceProcess,
  limitMs: number,
): Promise<Readiness> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    if (!isAlive(process)) return { kind: 'ended', reason: await lastWords(folder, process.role) };
    const now = await askReady(`http://127.0.0.1:${process.port}`);
    if (now.kind === 'ready') return now;
    if (performance.now() > endMs) return withLastWords(now, folder, process.role);
    await sleep(lookEveryMs);
  }
}

/** Asks a service once. */
export async function askReady(url: string): Promise<Readiness> {
  const asked = await askService(`${url}/ready`);
  if (asked.kind === 'silent') return { kind: 'not ready', reason: asked.reason };
  if (asked.status === 200) return { kind: 'ready' };
  const parsed = answerSchema.safeParse(asked.body);
  const reasons = parsed.success ? parsed.data.reasons?.join('; ') : undefined;
  return { kind: 'not ready', reason: reasons || `/ready answered ${asked.status}` };
}

/** What a program waits for before it listens, only its log says. */
async function withLastWords(now: Readiness, folder: RunFolder, role: string): Promise<Readiness> {
  if (now.kind !== 'not ready') return now;
  return { ...now, reason: `${now.reason}; ${await endOfLog(folder, role, 1)}` };
}

async function lastWords(folder: RunFolder, role: string): Promise<string> {
  return `it ended at once; ${await endOfLog(folder, role, 3)}`;
}

async function endOfLog(folder: RunFolder, role: string, lines: number): Promise<string> {
  const path = join(folder.logs, `${role}.log`);
  const text = await readFile(path, 'utf8').catch(() => '');
  const last = text.trimEnd().split('\n').slice(-lines).join('\n  ');
  return `the end of ${path}:\n  ${last}`;
}
