import {
  cp,
  glob,
  link,
  mkdir,
  mkdtempDisposable,
  readFile,
  realpath,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { GenericContainer } from 'testcontainers';
import { z } from 'zod';
import { testLabels } from './container-engine.ts';

const checkout = join(import.meta.dirname, '..', '..', '..');

/**
 * Builds the image of the Dockerfile without a registry: what stands for its base image is this
 * machine's own Node with the libraries that it links to, on nothing.
 */
export async function buildReferenceImage(): Promise<string> {
  const base = `holdfast-test-node:${process.pid}`;
  const image = `holdfast-test-reference:${process.pid}`;
  await using baseContext = await mkdtempDisposable(join(tmpdir(), 'node-image-'));
  await fillBase(baseContext.path);
  await GenericContainer.fromDockerfile(baseContext.path).build(base, { deleteOnExit: false });
  await using context = await mkdtempDisposable(join(tmpdir(), 'reference-image-'));
  await fillContext(context.path);
  await GenericContainer.fromDockerfile(context.path, 'reference-impl/Dockerfile')
    .withBuildArgs({ NODE_IMAGE: base })
    .build(image, { deleteOnExit: false });
  return image;
}

const reportSchema = z.object({ sharedObjects: z.array(z.string()) });

async function fillBase(folder: string): Promise<void> {
  const { sharedObjects } = reportSchema.parse(process.report.getReport());
  for (const path of sharedObjects.filter(isAbsolute))
    await copyFile(path, join(folder, 'root', path));
  await copyFile(process.execPath, join(folder, 'root', 'usr', 'local', 'bin', 'node'));
  await mkdir(join(folder, 'root', 'tmp'), { recursive: true });
  const labels = Object.entries(testLabels()).map(([name, value]) => `LABEL ${name}=${value}`);
  const lines = ['FROM scratch', 'COPY root /', 'ENV PATH=/usr/local/bin', ...labels];
  await writeFile(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
}

async function copyFile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const source = await realpath(from);
  // A second name costs nothing; between two file systems it takes a copy.
  await link(source, to).catch(() => cp(source, to));
}

/** Everything that the Dockerfile copies, and of the packages only those that the programs need. */
async function fillContext(folder: string): Promise<void> {
  for (const name of ['package.json', 'reference-impl', 'fixtures']) {
    await cp(join(checkout, name), join(folder, name), { recursive: true });
  }
  const needed = await importedPackages(join(folder, 'reference-impl'));
  const known = new Set<string>();
  for (const name of needed) await addPackage(join(checkout, 'node_modules', name), known);
  for (const path of known) {
    await cp(path, join(folder, path.slice(checkout.length)), { recursive: true });
  }
}

const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

async function addPackage(path: string, known: Set<string>): Promise<void> {
  if (known.has(path)) return;
  const text = await readFile(join(path, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) throw new Error(`${path} is no package`);
  known.add(path);
  for (const name of Object.keys(packageSchema.parse(JSON.parse(text)).dependencies)) {
    await addPackage(await resolvePackage(path, name), known);
  }
}

/** Finds a package as Node does: beside the one that asks, or further up. */
async function resolvePackage(from: string, name: string): Promise<string> {
  for (let folder = from; folder.startsWith(checkout); folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    const isThere = await realpath(join(path, 'package.json')).catch(() => undefined);
    if (isThere !== undefined) return path;
  }
  throw new Error(`${name}, which ${from} needs, is not installed; run npm ci`);
}

async function importedPackages(folder: string): Promise<ReadonlySet<string>> {
  const packages = new Set<string>();
  for await (const file of glob('**/*.ts', { cwd: folder })) {
    if (file.endsWith('.test.ts') || file.startsWith('ops/')) continue;
    const source = await readFile(join(folder, file), 'utf8');
    for (const [, name = ''] of source.matchAll(
      /^import [^']*'((?:@[^/']+\/)?[^./'][^/':]*)['/]/gm,
    )) {
      if (!name.startsWith('node:') && !isTestOnly(name)) packages.add(name);
    }
  }
  return packages;
}

/** What files beside the tests import for them. */
const isTestOnly = (name: string): boolean => ['vitest', 'fast-check', 'node'].includes(name);
