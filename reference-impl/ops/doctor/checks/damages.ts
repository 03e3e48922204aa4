import {
  appendFile,
  chmod,
  mkdir,
  mkdtempDisposable,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCognitive } from '../../../checkpoint/write-cognitive.ts';
import { encodeRecord } from '../../../queue/record-line.ts';
import { setMaintenance } from '../../maintenance-file.ts';
import { findPorts } from '../../open-test-stack.ts';
import { runFolder } from '../../run-folder.ts';
import { prepareFolders } from '../../service-launch.ts';
import { dataDirOf, stateDirOf } from '../../service-registry.ts';
import { type HandStack, stackOf } from '../../stack.ts';
import { switchVersion } from '../../versions/current-version.ts';
import type { Check } from '../finding.ts';
import { checkDrift } from './check-drift.ts';
import { checkIntegrity } from './check-integrity.ts';
import { checkMaintenance } from './check-maintenance.ts';
import { checkProcesses } from './check-processes.ts';
import { checkSharedFolders } from './check-shared-folders.ts';

/** Makes a run folder as a first start leaves it, without any process; for tests. */
export async function openIdleStack() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'doctor-'));
  const stack = stackOf(runFolder(folder.path), { portBase: await findPorts(), settings: {} });
  await prepareFolders(stack);
  for (const role of ['core', 'core-candidate']) {
    const state = stateDirOf(stack.folder, role);
    await mkdir(state);
    await writeFile(join(state, 'sessions.json'), '{"sessions":{}}');
  }
  for (const role of ['web', 'orchestrator']) await mkdir(dataDirOf(stack.folder, role));
  await switchVersion(stack.folder, 'live', 'v1');
  await switchVersion(stack.folder, 'candidate', 'v1');
  const queue = join(dataDirOf(stack.folder, 'web'), 'queue.jsonl');
  const record = { type: 'accepted', id: 'm1', text: 'hello', atMs: 1 } as const;
  await writeFile(queue, Buffer.concat([encodeRecord(record), encodeRecord(record)]));
  return { stack, queue, [Symbol.asyncDispose]: () => folder.remove() };
}

const liveState = (stack: HandStack, name: string) => join(stateDirOf(stack.folder, 'core'), name);

type Opened = Awaited<ReturnType<typeof openIdleStack>>;
type Damage = (at: Opened) => Promise<unknown>;

/** What may be wrong: its name, who finds it, how it comes about, how bad it is, what is said. */
export const damages: readonly (readonly [string, Check, Damage, 'warn' | 'fail', RegExp])[] = [
  [
    'a missing shared folder',
    checkSharedFolders,
    ({ stack }) => rm(join(stack.folder.shared, 'council'), { recursive: true }),
    ...(['fail', /council is missing/] as const),
  ],
  [
    'a file in the place of a folder',
    checkSharedFolders,
    async ({ stack }) => {
      await rm(join(stack.folder.shared, 'timeline'), { recursive: true });
      await writeFile(join(stack.folder.shared, 'timeline'), '');
    },
    ...(['fail', /timeline is no folder/] as const),
  ],
  [
    'a folder that everybody may write to',
    checkSharedFolders,
    ({ stack }) => chmod(join(stack.folder.shared, 'effects'), 0o777),
    ...(['fail', /effects has mode 777, and should have 755/] as const),
  ],
  [
    'maintenance that is on',
    checkMaintenance,
    ({ stack }) => setMaintenance(stack.folder, 'ada'),
    ...(['warn', /on for 0 s, by ada/] as const),
  ],
  [
    'a flag of long ago',
    checkMaintenance,
    async ({ stack }) => {
      await setMaintenance(stack.folder, 'ada');
      await utimes(join(stack.folder.shared, 'ha_maintenance'), 1, 1);
    },
    ...(['warn', /stale: forgotten\?/] as const),
  ],
  [
    'a folder in the place of the flag',
    checkMaintenance,
    ({ stack }) => mkdir(join(stack.folder.shared, 'ha_maintenance')),
    ...(['warn', /by a folder of that name/] as const),
  ],
  [
    'a promotion that was cut off',
    checkMaintenance,
    ({ stack }) =>
      writeFile(
        stack.folder.promotions,
        '{"type":"begun","id":"p1","from":"a","to":"b","maintenanceWasOn":false,"atMs":1}\n',
      ),
    ...(['warn', /promotion p1 was cut off/] as const),
  ],
  [
    'state that differs',
    checkDrift,
    ({ stack }) => writeFile(liveState(stack, 'sessions.json'), '{"sessions":{"s":1}}'),
    ...(['warn', /differs in sessions\.json/] as const),
  ],
  [
    'versions that differ',
    checkDrift,
    ({ stack }) => switchVersion(stack.folder, 'candidate', 'v2'),
    ...(['warn', /live runs v1, the candidate v2/] as const),
  ],
  [
    'a queue file with a damaged middle',
    checkIntegrity,
    async ({ queue }) => {
      const record = { type: 'accepted', id: 'm2', text: 'late', atMs: 1 } as const;
      await appendFile(queue, Buffer.concat([Buffer.from('oops'), encodeRecord(record)]));
    },
    ...(['fail', /damaged bytes: 4 at \d+/] as const),
  ],
  [
    'a queue file with half a record at its end',
    checkIntegrity,
    ({ queue }) => appendFile(queue, '{"sum":"'),
    ...(['warn', /the last 8 bytes are no whole record/] as const),
  ],
  [
    'a checkpoint that is not whole',
    checkIntegrity,
    ({ stack }) => writeFile(liveState(stack, 'prime.md'), 'half of'),
    ...(['fail', /prime\.md is not whole, and there is no whole previous one/] as const),
  ],
  [
    'a checkpoint that is not whole, with a whole one before it',
    checkIntegrity,
    async ({ stack }) => {
      for (const text of ['one', 'two']) await writeCognitive(liveState(stack, ''), text);
      await truncate(liveState(stack, 'prime.md'), 3);
    },
    ...(['warn', /prime\.md is not whole; prime_previous\.md is/] as const),
  ],
  [
    'missing sessions',
    checkIntegrity,
    ({ stack }) => rm(liveState(stack, 'sessions.json')),
    ...(['fail', /sessions\.json is missing/] as const),
  ],
  [
    'an effect that cannot be read',
    checkIntegrity,
    ({ stack }) => writeFile(join(stack.folder.shared, 'effects', 'm1.json'), '{"key"'),
    ...(['fail', /hold no JSON: m1\.json/] as const),
  ],
  [
    'a checkpoint of the daemon that cannot be read',
    checkIntegrity,
    async ({ stack }) => {
      const folder = join(stack.folder.shared, 'daemon', 'gen-2');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'daemon_checkpoint.json'), '{"cycle"');
    },
    ...(['fail', /cannot be read: daemon_checkpoint\.json:1/] as const),
  ],
  [
    'what an old probe left',
    checkIntegrity,
    ({ stack }) => writeFile(join(stack.folder.shared, 'effects', 'probe%2Fx.json'), '{}'),
    ...(['warn', /1 files of old probes/] as const),
  ],
  [
    'a stale lock',
    checkProcesses,
    ({ stack }) => writeFile(stack.folder.lock, '{"pid":1,"startedAt":"x","command":"sync"}'),
    ...(['warn', /ha sync \(pid 1\) ended without giving its lock back/] as const),
  ],
];
