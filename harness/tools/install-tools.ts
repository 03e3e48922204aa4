import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CannotTellError } from '../core/errors.ts';
import { toxiproxyVersion } from './find-toxiproxy.ts';
import { toolsFolder } from './tools-folder.ts';

/** A Go program that was built from the pinned module file. */
export interface InstalledTool {
  readonly name: string;
  readonly path: string;
}

/** Where the lines of the build go; `folder` is `.tools` unless a test says otherwise. */
export interface InstallOptions {
  readonly log: (line: string) => void;
  readonly folder?: string;
}

// Go names a program after its package's folder; Toxiproxy's is just "server".
const PROGRAMS = [
  { built: 'server', name: 'toxiproxy-server' },
  { built: 'k6', name: 'k6' },
] as const;

const VERSION_FLAG = `-X github.com/Shopify/toxiproxy/v2.Version=${toxiproxyVersion}`;

/** Builds Toxiproxy and k6, in the versions of `go.mod` beside this file, into `.tools/bin`. */
export async function installTools(options: InstallOptions): Promise<readonly InstalledTool[]> {
  const bin = join(options.folder ?? toolsFolder(), 'bin');
  await mkdir(bin, { recursive: true });
  // Built aside and moved when whole: an interrupted build leaves no half of a program behind.
  const aside = await mkdtemp(join(bin, '.build-'));
  try {
    options.log(`building ${PROGRAMS.map(({ name }) => name).join(' and ')} into ${bin}`);
    await runGo(['install', '-ldflags', VERSION_FLAG, 'tool'], aside, options.log);
    const installed: InstalledTool[] = [];
    for (const { built, name } of PROGRAMS) {
      const path = join(bin, name);
      await rename(join(aside, built), path);
      installed.push({ name, path });
    }
    return installed;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function runGo(
  words: readonly string[],
  binFolder: string,
  log: (line: string) => void,
): Promise<void> {
  const child = spawn('go', words, {
    cwd: dirname(fileURLToPath(import.meta.url)),
    env: { ...process.env, GOBIN: binFolder, GOFLAGS: '-buildvcs=false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new CannotTellError(
      'Go is not on the PATH; it is needed (1.25 or newer) to build Toxiproxy and k6. ' +
        'Without them the embedded proxy is used and load tests are not run.',
    );
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      log(line);
    });
  }
  await ended;
  if (child.exitCode === 0) return;
  throw new CannotTellError(
    `go ${words.join(' ')} ended with ${child.exitCode ?? child.signalCode}:\n` +
      lines.slice(-20).join('\n'),
  );
}
