import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { coreShape } from './core/core-settings.ts';
import { daemonShape } from './daemon/daemon-settings.ts';
import { primeShape } from './prime/prime-settings.ts';
import { providersShape } from './providers/providers-settings.ts';
import requirements from './requirements.json' with { type: 'json' };
import { studyShape } from './study/study-settings.ts';
import { toolsShape } from './tools/tools-settings.ts';
import { orchestratorShape } from './watchdog/orchestrator-settings.ts';
import { webShape } from './web/web-shape.ts';

const here = import.meta.dirname;
const readme = readFileSync(join(here, 'README.md'), 'utf8');
const [, placesText = ''] = readme.split('## Where each requirement lives');
const [, environmentText = ''] = readme.split('## Environment');
const rows = placesText.split('\n').filter((line) => line.startsWith('| '));

/** `G1–G3, H1` as the ids that it stands for. */
function idsOf(cell: string): readonly string[] {
  return [...cell.matchAll(/([A-Z])(\d+)(?:–[A-Z](\d+))?/g)].flatMap(([, letter, from, to]) => {
    const count = Number(to ?? from) - Number(from) + 1;
    return Array.from({ length: count }, (_, n) => `${letter}${Number(from) + n}`);
  });
}

test('the table of places has every requirement, once', () => {
  const told = rows.flatMap((row) => idsOf(row.split('|')[1] ?? ''));
  expect(told.sort()).toEqual(requirements.map(({ id }) => id).sort());
});

test('every place that the table names is there', () => {
  const places = [...placesText.matchAll(/`([\w./-]+(?:\/|\.\w+))`/g)].map(([, path]) => path);
  expect(places.length).toBeGreaterThan(40);
  const missing = places.filter(
    (path = '') => !existsSync(join(here, path)) && !existsSync(join(here, '..', path)),
  );
  expect(missing).toEqual([]);
});

test.each([
  ['web', webShape],
  ['core', coreShape],
  ['mcp', toolsShape],
  ['prime', primeShape],
  ['orchestrator', orchestratorShape],
  ['study', studyShape],
  ['providers', providersShape],
  ['daemon', daemonShape],
])('the environment table has every variable of %s', (_name, shape) => {
  const missing = Object.keys(shape).filter((key) => !environmentText.includes(`\`${key}\``));
  expect(missing).toEqual([]);
});
