import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { services } from '../../service-registry.ts';
import type { Finding } from '../finding.ts';
import { repairFindings } from '../repair-findings.ts';
import { checkDrift } from './check-drift.ts';
import { checkHost } from './check-host.ts';
import { checkIntegrity } from './check-integrity.ts';
import { checkMaintenance } from './check-maintenance.ts';
import { checkPorts } from './check-ports.ts';
import { checkProcesses } from './check-processes.ts';
import { checkSharedFolders } from './check-shared-folders.ts';
import { damages, openIdleStack } from './damages.ts';

const ill = (findings: readonly Finding[]) => findings.filter(({ status }) => status !== 'pass');
test('H2: the registry has eleven services', () => {
  expect(services.length).toBeGreaterThanOrEqual(11);
  expect(new Set(services.map(({ defaultPort }) => defaultPort)).size).toBe(services.length);
});

test.each([
  ['shared folders', checkSharedFolders],
  ['maintenance', checkMaintenance],
  ['drift', checkDrift],
  ['queue and checkpoints', checkIntegrity],
  ['ports', checkPorts],
  ['tools and disk', checkHost],
])('H2: %s: nothing is wrong with a sound stack', async (category, check) => {
  await using at = await openIdleStack();
  const findings = await check(at.stack);
  expect(ill(findings)).toEqual([]);
  expect(new Set(findings.map((finding) => finding.category))).toEqual(new Set([category]));
});

test.each(damages)('H2: %s is found', async (_name, check, damage, status, message) => {
  await using at = await openIdleStack();
  await damage(at);
  const found = ill(await check(at.stack)).filter((finding) => message.test(finding.message));
  expect(found.map((finding) => finding.status)).toEqual([status]);
});

test('H2: a service that does not run is found, and a port that another program took', async () => {
  await using at = await openIdleStack();
  const server = createServer().listen(at.stack.portOf('web'), '127.0.0.1');
  try {
    const processes = await checkProcesses(at.stack);
    expect(ill(processes).map(({ name }) => name)).toEqual(
      at.stack.services.map(({ role }) => role),
    );
    expect(ill(await checkPorts(at.stack))).toMatchObject([
      { name: 'web', message: expect.stringContaining('taken by another program') },
    ]);
  } finally {
    server.close();
  }
});

test('H2: --fix repairs what is safe, asks before it removes a flag, and leaves the rest', async () => {
  await using at = await openIdleStack();
  for (const [name, , damage] of damages) {
    if (name !== 'a folder in the place of the flag') await damage(at);
  }
  const checks = [checkSharedFolders, checkMaintenance, checkIntegrity, checkProcesses];
  const look = async () => (await Promise.all(checks.map((check) => check(at.stack)))).flat();
  const questions: string[] = [];
  const answering = (answer: boolean) => async (question: string) => {
    questions.push(question);
    return answer;
  };
  const first = await repairFindings(await look(), answering(false));
  expect(questions).toEqual([expect.stringContaining('switched maintenance off')]);
  expect(first.filter(({ outcome }) => outcome === 'done').map(({ about }) => about)).toEqual([
    expect.stringMatching(/^made .*council$/),
    expect.stringMatching(/^set the mode of .*effects to 755$/),
    'removed 1 files of old probes',
    'removed the lock of ha sync (pid 1)',
  ]);
  const second = await repairFindings(await look(), answering(true));
  expect(second).toEqual([{ about: 'switched maintenance off', outcome: 'done' }]);
  expect((await look()).filter(({ repair }) => repair !== undefined)).toEqual([]);
});
