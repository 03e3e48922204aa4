import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readSealed } from '../../../checkpoint/read-cognitive.ts';
import { readCheckpoints } from '../../../daemon/daemon-checkpoint.ts';
import { decodeRecords } from '../../../queue/record-line.ts';
import { dataDirOf, stateDirOf } from '../../service-registry.ts';
import type { HandStack } from '../../stack.ts';
import { type Finding, findingsOf } from '../finding.ts';

const { pass, warn, fail } = findingsOf('queue and checkpoints');

/** Whether what was written can be read again: the queue, checkpoints, sessions, effects, lists. */
export async function checkIntegrity({ folder }: HandStack): Promise<readonly Finding[]> {
  const orchestrator = dataDirOf(folder, 'orchestrator');
  return [
    await queue(join(dataDirOf(folder, 'web'), 'queue.jsonl')),
    await checkpoint(stateDirOf(folder, 'core')),
    await sessions(join(stateDirOf(folder, 'core'), 'sessions.json')),
    await effects(join(folder.shared, 'effects')),
    await daemon(join(folder.shared, 'daemon')),
    await lines('handoffs', join(orchestrator, 'handoffs.jsonl')),
    await lines('notifications', join(orchestrator, 'notifications.jsonl')),
    ...(await probeTraces(folder.shared)),
  ];
}

async function queue(path: string): Promise<Finding> {
  const bytes = await readOrNothing(path);
  if (bytes === undefined) return pass('queue', 'no message was ever accepted');
  const { records, damages } = decodeRecords(bytes);
  if (damages.length === 0) return pass('queue', `${records.length} whole records`);
  const [first] = damages;
  // It may be what web is writing at this very moment.
  if (damages.length === 1 && first && first.offset + first.bytes === bytes.length) {
    return warn('queue', `the last ${first.bytes} bytes are no whole record`);
  }
  const places = damages.map(({ offset, bytes: count }) => `${count} at ${offset}`).join(', ');
  return fail('queue', `damaged bytes: ${places}; the next start of web sets them aside`);
}

async function checkpoint(stateDir: string): Promise<Finding> {
  const current = await readSealed(join(stateDir, 'prime.md'));
  if (current !== undefined) return pass('checkpoint', 'prime.md is whole');
  const previous = await readSealed(join(stateDir, 'prime_previous.md'));
  const isThere = (await readOrNothing(join(stateDir, 'prime.md'))) !== undefined;
  if (!isThere && previous === undefined) return pass('checkpoint', 'none was written yet');
  const what = isThere ? 'prime.md is not whole' : 'prime.md is missing';
  if (previous !== undefined) return warn('checkpoint', `${what}; prime_previous.md is`);
  return fail('checkpoint', `${what}, and there is no whole previous one`);
}

async function sessions(path: string): Promise<Finding> {
  const bytes = await readOrNothing(path);
  if (bytes === undefined) return fail('sessions', `${path} is missing`);
  const isWhole = isJson(bytes.toString('utf8'));
  return isWhole ? pass('sessions', 'can be read') : fail('sessions', `${path} holds no JSON`);
}

async function effects(path: string): Promise<Finding> {
  const names = (await readdir(path).catch(() => [])).filter((name) => name.endsWith('.json'));
  const damaged: string[] = [];
  for (const name of names) {
    const bytes = await readOrNothing(join(path, name));
    if (bytes !== undefined && !isJson(bytes.toString('utf8'))) damaged.push(name);
  }
  if (damaged.length === 0) return pass('effects', `${names.length} can be read`);
  return fail('effects', `hold no JSON: ${damaged.slice(0, 5).join(', ')}`);
}

/** Only the newest tenure counts; what older ones left is nobody's present any more. */
async function daemon(path: string): Promise<Finding> {
  const numbers = (await readdir(path).catch(() => [])).flatMap((name) => {
    const match = /^gen-(\d+)$/.exec(name);
    return match === null ? [] : [Number(match[1])];
  });
  if (numbers.length === 0) return pass('daemon', 'no cycle was ever run');
  const { newest, damaged } = await readCheckpoints(join(path, `gen-${Math.max(...numbers)}`));
  const cycle = `checkpoint of cycle ${newest?.cycle ?? 0}`;
  if (damaged.length === 0) return pass('daemon', cycle);
  const message = `cannot be read: ${damaged.join(', ')}`;
  return newest === undefined ? fail('daemon', message) : warn('daemon', `${cycle}; ${message}`);
}

async function lines(name: string, path: string): Promise<Finding> {
  const text = (await readOrNothing(path))?.toString('utf8') ?? '';
  const all = text.split('\n').filter(Boolean);
  const damaged = all.filter((line) => !isJson(line)).length;
  if (damaged === 0) return pass(name, `${all.length} whole lines`);
  return warn(name, `${damaged} of ${all.length} lines cannot be read; they are left out`);
}

/** A core that answered a probe after the doctor had given up leaves its effect behind. */
async function probeTraces(shared: string): Promise<readonly Finding[]> {
  const traces: string[] = [];
  for (const folder of ['effects', 'tool_effects']) {
    const names = await readdir(join(shared, folder)).catch(() => []);
    const found = names.filter((name) => name.startsWith('probe%2F'));
    traces.push(...found.map((name) => join(shared, folder, name)));
  }
  if (traces.length === 0) return [];
  const apply = async () =>
    void (await Promise.all(traces.map((path) => rm(path, { force: true }))));
  const repair = { about: `removed ${traces.length} files of old probes`, asks: false, apply };
  return [warn('probes', `${traces.length} files of old probes are left`, repair)];
}

async function readOrNothing(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
